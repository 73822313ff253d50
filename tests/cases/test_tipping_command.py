

def test_the_command_prints_the_table_and_what_the_data_could_not_tell() -> None:
    import json

    from click.testing import CliRunner

    from grayzone.cli.main import grayzone

    asked = ["tipping", "iraq-2003", "--event", "2006-02-22", "--off", "protection", "--draws", "8", "--json"]
    result = CliRunner().invoke(grayzone, asked)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert [row["off"] for row in told["rows"]] == ["nothing", "protection"]
    assert "could not tell" in told["caution"]
    refused = CliRunner().invoke(grayzone, ["tipping", "iraq-2003", "--event", "2006-02-23"])
    assert refused.exit_code != 0
