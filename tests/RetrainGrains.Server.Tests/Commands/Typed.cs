using System.Text.Json;
using System.Text.Json.Nodes;
using RetrainGrains.Cli;
using RetrainGrains.Cli.Client;
using RetrainGrains.Cli.Replay;

namespace RetrainGrains.Server.Tests.Commands;

/// <summary>The end of a command that was typed: its exit code and what it wrote.</summary>
internal sealed record Typed(int Code, string Output, string Errors)
{
    /// <summary>The first JSON of the output: the whole of it, or its first line.</summary>
    public JsonNode Json
    {
        get
        {
            try
            {
                return JsonNode.Parse(Output)!;
            }
            catch (JsonException)
            {
                return JsonNode.Parse(Output.Split('\n')[0])!;
            }
        }
    }

    /// <summary>Runs a command against a server, in a folder.</summary>
    public static async Task<Typed> RunAsync(
        string url, string folder, string[] words, StringWriter output, CancellationToken cancellation = default)
    {
        var errors = new StringWriter();
        var environment = new ClientEnvironment(
            name => name == "RETRAIN_URL" ? url : null, folder, new StringReader(""));
        var code = await new RetrainCommand(new FleetReplay(), TimeProvider.System, output, errors, environment)
            .RunAsync(words, cancellation);
        return new Typed(code, output.ToString(), errors.ToString());
    }
}
