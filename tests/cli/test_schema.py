"""``schema``: for editors and other programs."""

import json


def test_it_is_json(cli, tmp_path):
    assert cli("schema").json["$schema"].startswith("https://json-schema.org/")
    cli("schema", "-o", "s.json")
    assert json.loads((tmp_path / "s.json").read_text()) == cli("schema").json
