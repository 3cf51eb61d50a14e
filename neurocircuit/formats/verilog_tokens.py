"""The words of a Verilog text, and those among them that are no names."""

from __future__ import annotations

import re
from bisect import bisect_left
from sys import intern
from typing import NamedTuple

from neurocircuit.errors import FormatError, shorten
from neurocircuit.files import decode

#: The gates of the language: all but the last two have one output, which comes first.
PRIMITIVES = ("and", "nand", "or", "nor", "xor", "xnor", "buf", "not")
#: Words that tell behaviour, which is not read as structure.
BEHAVIOUR = frozenset(
    re.findall(
        r"\w+",
        """
        always always_comb always_ff always_latch assert assume automatic bit break byte case casex casez continue cover
        deassign defparam do else enum event final for force forever fork function generate genvar if import int integer
        interface longint localparam modport package parameter priority program property real realtime release repeat
        return sequence shortint signed specify string struct task time typedef union unique unsigned var void wait
        while primitive config
        """,
    )
)
#: Words of switches, and of nets that hold a charge or join several drivers: no Boolean function.
SWITCHES = frozenset(
    re.findall(
        r"\w+",
        """
        bufif0 bufif1 notif0 notif1 nmos pmos cmos rnmos rpmos rcmos tran tranif0 tranif1 rtran rtranif0 rtranif1
        pullup pulldown trireg tri0 tri1 triand trior wand wor
        """,
    )
)
#: Every word that Verilog (IEEE 1364) or SystemVerilog (IEEE 1800) keeps for itself.
KEYWORDS = (BEHAVIOUR | SWITCHES).union(
    re.findall(
        r"\w+",
        """
        accept_on alias and assign before begin bind bins binsof buf cell chandle checker class clocking const
        constraint context covergroup coverpoint cross default design disable dist edge end endcase endchecker endclass
        endclocking endconfig endfunction endgenerate endgroup endinterface endmodule endpackage endprimitive endprogram
        endproperty endspecify endsequence endtable endtask eventually expect export extends extern first_match foreach
        forkjoin global highz0 highz1 iff ifnone ignore_bins illegal_bins implements implies incdir include initial
        inout input inside instance intersect join join_any join_none large let liblist library local logic macromodule
        matches medium module nand negedge nettype new nexttime nor noshowcancelled not null or output packed posedge
        protected pull0 pull1 pulsestyle_ondetect pulsestyle_onevent pure rand randc randcase randsequence ref reg
        reject_on restrict s_always s_eventually s_nexttime s_until s_until_with scalared shortreal showcancelled small
        soft solve specparam static strong strong0 strong1 super supply0 supply1 sync_accept_on sync_reject_on table
        tagged this throughout timeprecision timeunit tri type unique0 until until_with
        untyped use uwire vectored virtual wait_order weak weak0 weak1 wildcard wire with within xnor xor
        """,
    )
)

_TOKEN = re.compile(
    r"""
    \s*(?:
    (?P<comment>//[^\n]*|/\*.*?\*/|`(?:timescale|default_nettype|celldefine|endcelldefine|resetall)\b[^\n]*)
    |(?P<attribute>\(\*(?!\s*\)).*?\*\))
    |(?P<open>/\*|\(\*(?!\s*\)))
    |(?P<name>[A-Za-z_][A-Za-z0-9_$]*)
    |\\(?P<escaped>[!-~]+)
    |(?P<number>(?:[0-9][0-9_]*)?\s*'[sS]?[bBoOdDhH]\s*[0-9a-fA-FxXzZ?_]+|[0-9][0-9_]*(?:\.[0-9_]+)?)
    |(?P<symbol>~\^|\^~|~&|~\||&&|\|\||[=!]==?|<<<|>>>|<<|>>|<=|>=|\*\*|[-+*/%&|^~!?:;,.()\[\]{}=<>@\#])
    |(?P<other>`\w+|\$[\w$]+|"(?:[^"\\\n]|\\.)*"|[`'\\])
    |(?P<wrong>\S)
    )""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_INITIAL = re.compile(r"\binit\s*=\s*([0-9a-zA-Z_']+)")


class Behavioural(FormatError):
    """A text that is perhaps good Verilog, but no structure."""


class Token(NamedTuple):
    """A word: its kind (name, number, symbol, initial, other or end), its text, and where it begins in the file.

    A name that is escaped is a name like others, except that it is never a keyword: then its kind is escaped.
    """

    kind: str
    text: str
    start: int


END = Token("end", "", -1)
_KINDS = {
    ("name", False): "name",
    ("name", True): "keyword",
    ("escaped", False): "name",
    ("escaped", True): "escaped",
}


class Tokens:
    """The words of a text one after the other, and errors that name their lines.

    Raises:
        FormatError: for bytes that are not UTF-8, and characters that begin no word.
    """

    def __init__(self, data: bytes, source: str) -> None:
        self.source = source
        text = decode(data, source)
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._tokens: list[Token] = []
        self._place = 0
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup or ""
            word, start = match[kind], match.start(kind)
            if kind == "wrong":
                raise self.error(f"the character U+{ord(word):04X} begins no word", start)
            if kind == "open":
                raise self.error(f"{word!r} is never closed", start, "is the file cut short?")
            if kind in ("name", "escaped"):
                kind, word = _KINDS[kind, word in KEYWORDS], intern(word)
            elif kind == "attribute":
                # Of all that may stand here one says something of the function.
                initial = _INITIAL.search(word)
                kind, word = ("initial", initial[1]) if initial else ("comment", "")
            if kind != "comment":
                self._tokens.append(Token(kind, word, start))

    def line(self, start: int) -> int:
        """The number of the line of a place in the file."""
        return bisect_left(self._breaks, start) + 1

    def error(self, what: str, start: int, hint: str = "") -> FormatError:
        """The error that says what is wrong at a place in the file."""
        return FormatError(what, where=self.line(start), source=self.source, hint=hint)

    def behaviour(self, token: Token, what: str = "") -> Behavioural:
        """The error that says that a word tells behaviour."""
        what = what or f"{shorten(token.text)!r} is no structure"
        return Behavioural(what, where=self.line(token.start), source=self.source)

    def unexpected(self, token: Token, wanted: str) -> FormatError:
        """The error for a word where another one was to be."""
        if token.kind == "keyword" and token.text in SWITCHES:
            what, hint = f"{token.text!r} is no logic", "a flip-flop is always @(posedge CK) Q <= D;"
            return self.error(what, token.start, hint)
        if token.kind == "other" or (token.text in BEHAVIOUR.union("+-*/") and token.kind in ("keyword", "symbol")):
            return self.behaviour(token)
        if token is END:
            last = self._tokens[-1].start if self._tokens else 0
            return self.error(f"the text ends where {wanted} is to be", last, "is the file cut short?")
        return self.error(f"{shorten(token.text)!r}, expected {wanted}", token.start)

    @property
    def now(self) -> Token:
        """The next word, which stays the next."""
        return self._tokens[self._place] if self._place < len(self._tokens) else END

    def after(self, count: int = 1) -> Token:
        """The word that many behind the next."""
        place = self._place + count
        return self._tokens[place] if place < len(self._tokens) else END

    def take(self) -> Token:
        """The next word, which is then behind."""
        token = self.now
        self._place += 1
        return token

    def skip(self, *texts: str) -> bool:
        """Take the next word if it is one of these symbols or keywords."""
        token = self.now
        found = token.text in texts and token.kind in ("symbol", "keyword")
        self._place += found
        return found

    def expect(self, text: str) -> Token:
        """Take the next word, which is this symbol or keyword.

        Raises:
            FormatError: where it is not.
        """
        token = self.now
        if not self.skip(text):
            raise self.unexpected(token, repr(text))
        return token

    def name(self, what: str = "a name") -> Token:
        """Take the next word, which is a name.

        Raises:
            FormatError: where it is none.
        """
        token = self.take()
        if token.kind not in ("name", "escaped"):
            raise self.unexpected(token, what)
        return token
