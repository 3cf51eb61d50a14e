"""``verify``: the verdict in three forms, its exit code, ports that have other names."""

import csv
import io


def test_equivalent(cli):
    shown = cli("verify", "adder4", "lookahead_adder4")
    assert shown.code == 0
    assert shown.lines == ["equivalent (exhaustive)", "9 inputs and 5 outputs matched by name"]
    shown = cli("verify", "adder4", "lookahead_adder4", "--method", "sat", "--format", "json")
    assert shown.json == {"verdict": "equivalent", "method": "arithmetic", "counterexample": None}


def test_different(cli):
    shown = cli("verify", "xor", "or")
    assert shown.code == 1
    assert shown.lines == [
        "different (exhaustive)",
        "2 inputs and 1 output matched by name",
        "a=1 b=1: A gives y=0, B gives y=1",
    ]
    assert cli("verify", "xor", "or", "--format", "json").json == {
        "verdict": "different",
        "method": "exhaustive",
        "counterexample": {"inputs": {"a": 1, "b": 1}, "left": {"y": 0}, "right": {"y": 1}},
    }
    assert cli("verify", "xor", "or", "--format", "csv").lines == [
        "verdict,method,a,b,A:y,B:y",
        "different,exhaustive,1,1,0,1",
    ]


def test_undecided_has_its_own_exit_code(cli):
    shown = cli("verify", "adder4", "lookahead_adder4", "--limit", "0")
    assert shown.code == 3
    assert shown.lines[0] == "undecided (nothing proved)"
    shown = cli("verify", "adder4", "lookahead_adder4", "--limit", "0", "--format", "json")
    assert shown.json == {"verdict": "undecided", "method": "nothing proved", "counterexample": None}


def test_expressions(cli):
    correct = "sum = a ^ b ^ cin; cout = a & b | cin & (a ^ b)"
    assert cli("verify", "full_adder", correct).code == 0
    assert cli("verify", correct, "full_adder").code == 0
    shown = cli("verify", "full_adder", "sum = a ^ b ^ cin; cout = a & b")
    assert shown.code == 1
    assert shown.lines[-1] == "a=0 b=1 cin=1: A gives sum=0 cout=1, B gives sum=0 cout=0"


def test_an_existing_file_is_no_expression(cli, tmp_path):
    assert cli("convert", "xor", "y=x.json").code == 0
    assert cli("verify", "y=x.json", "xor").code == 0


def test_clocked_circuits_are_shown_cycle_by_cycle(cli):
    assert cli("verify", "lfsr4", "lfsr4").lines[0] == "equivalent (induction)"
    zero = "; ".join([*(f"q[{n}] = en & ~en & reset" for n in range(4)), "carry = en & ~en & reset"])
    shown = cli("verify", "counter4", zero, "--format", "csv")
    assert shown.code == 1
    rows = list(csv.DictReader(io.StringIO(shown.out)))
    assert len(rows) > 1
    assert all(row["A:q"] == "0" for row in rows[:-1])
    assert (rows[-1]["A:q"], rows[-1]["B:q"]) == ("1", "0")
    assert len(cli("verify", "counter4", zero).lines) == 2 + len(rows)


def test_ports_of_other_names(cli):
    error = cli("verify", "xor", "z = p ^ q").error
    assert error == "inputs do not match: left 2 (a, b), right 2 (p, q) (--by-order, or --map a=p)"
    shown = cli("verify", "xor", "z = p ^ q", "--by-order")
    assert (shown.code, shown.lines[1]) == (0, "2 inputs and 1 output matched by order")
    shown = cli("verify", "xor", "z = p ^ q", "--map", "a=q", "--map", "b=p", "--map", "y=z")
    assert (shown.code, shown.lines[1]) == (0, "2 inputs and 1 output matched by name and by the given map")
    assert "is no pair of ports" in cli("verify", "xor", "or", "--map", "a").error
    assert "each once" in cli("verify", "xor", "or", "--map", "a=a", "--map", "a=b").error


def test_what_cannot_be_verified(cli):
    assert "no truth table" in cli("verify", "counter4", "counter4", "--method", "exhaustive").error
    assert "gone.json" in cli("verify", "xor", "gone.json").error


def test_progress_says_what_is_being_proved(cli, monkeypatch):
    said = []
    monkeypatch.setattr("neurocircuit.cli.progress.Progress.__call__", lambda self, done: said.append(self.task))
    orders = "y = s & (t & a | ~t & b) | ~s & (t & c | ~t & d)", "y = t & (s & a | ~s & c) | ~t & (s & b | ~s & d)"
    assert cli("verify", *orders, "--method", "sat").code == 0
    assert {"proving: random patterns", "proving: sweeping"} <= set(said)


def test_the_verdict_in_a_file(cli, tmp_path):
    assert cli("verify", "xor", "or", "-o", "verdict.json").code == 1
    assert '"verdict": "different"' in (tmp_path / "verdict.json").read_text()
