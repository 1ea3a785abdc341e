using System.Text.Json;
using RetrainGrains.Cli.Client;

namespace RetrainGrains.Cli.Tests.Client;

/// <summary>The end of a command: its exit code, and what it wrote.</summary>
internal sealed record Ran(int Code, string Output, string Errors)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public JsonElement[] JsonLines => [.. Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The surroundings of commands that talk to a server: a fake one, a folder, an environment.</summary>
public abstract class ClientTests : IAsyncLifetime
{
    private protected FakeServer Server { get; private set; } = null!;

    private protected Dictionary<string, string?> Variables { get; } = [];

    private protected HurriedClock Clock { get; } = new();

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("retrain-cli-").FullName;

    private protected string Input { get; set; } = "";

    public virtual async ValueTask InitializeAsync()
    {
        Server = await FakeServer.StartAsync();
        Variables["RETRAIN_URL"] = Server.Url;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected Task<Ran> RunAsync(params string[] arguments) =>
        RunUntilAsync(TestContext.Current.CancellationToken, arguments);

    private protected async Task<Ran> RunUntilAsync(CancellationToken cancellation, params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var environment = new ClientEnvironment(Variables.GetValueOrDefault, Folder, new StringReader(Input))
        {
            Settings = Folder,
        };
        var code = await new RetrainCommand(new FleetReplay(), Clock, output, errors, environment)
            .RunAsync(arguments, cancellation);
        return new Ran(code, output.ToString(), errors.ToString());
    }

    private protected string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
