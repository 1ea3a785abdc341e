namespace RetrainGrains.Cli.Tests.Client;

/// <summary>The help of every command, and what a command line that lacks something is answered with.</summary>
public sealed class ClientCommandsTests : ClientTests
{
    public static TheoryData<string> Commands =>
    [
        "replay", "backtest", "drift", "move", "rebuild", "rebuild-views", "policy schema", "models",
        "describe", "status", "check", "trigger", "promote", "rollback", "import", "history", "watch",
        "policy get", "policy set", "policy patch", "policy diff", "model create", "token create", "token list",
        "token revoke", "whoami", "doctor", "self-test",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_says_what_a_command_takes_and_its_exit_codes(string command)
    {
        var ran = await RunAsync([.. command.Split(' '), "--help"]);

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        Assert.Contains($"retrain {command}".Split(' ')[^1], ran.Output);
        Assert.Contains("Usage:", ran.Output);
        Assert.Contains("  3  trigger: no run was started", ran.Output);
        Assert.Contains("  4  the server cannot be reached", ran.Output);
    }

    [Theory]
    [InlineData("describe", "Usage: retrain describe MODEL [--fields …] [--url …] [--profile …] [--json]")]
    [InlineData("promote bike", "Usage: retrain promote MODEL CANDIDATE [--reason …] [--url …] [--profile …] [--json]")]
    [InlineData("policy", "Usage: retrain policy diff MODEL [FILE] [--patch] [--url …] [--profile …] [--json]")]
    [InlineData("token create me", "--role … [--model …] [--expires …]")]
    [InlineData("model schema rename bike temp", "Usage: retrain model schema rename MODEL FEATURE --to …")]
    [InlineData(
        "model import-history bike",
        "Usage: retrain model import-history MODEL [--data …] [--server-file …] --source …")]
    public async Task A_command_line_that_lacks_something_ends_in_2_and_shows_the_usage(string line, string usage)
    {
        var ran = await RunAsync(line.Split(' '));

        Assert.Equal(2, ran.Code);
        Assert.Contains(usage, ran.Errors);
    }
}
