using System.CommandLine;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Fleet.Policies;

namespace RetrainGrains.Cli.Policies;

/// <summary>Tells about policies.</summary>
internal static class PolicyCommand
{
    public const string Usage = "retrain policy schema";

    public static Command Command(TextWriter output)
    {
        var schema = new Command("schema", "Print the JSON schema of policies, by which editors complete them.");
        schema.SetAction(_ =>
        {
            var summaries = XmlSummaries.Beside(typeof(ModelPolicy).Assembly);
            output.WriteLine(PolicySchema.Write(summaries.Find));
            return ExitCode.Success;
        });
        return new Command("policy", "Tell about policies.") { schema };
    }
}
