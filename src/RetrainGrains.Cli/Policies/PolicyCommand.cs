using System.CommandLine;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Fleet.Policies;

namespace RetrainGrains.Cli.Policies;

/// <summary>Tells about policies.</summary>
internal static class PolicyCommand
{
    /// <summary>Makes the command of those that this program can answer, and of others beside them.</summary>
    public static Command Command(TextWriter output, IEnumerable<Command> others)
    {
        var schema = new Command("schema", "Print the JSON schema of policies, by which editors complete them.");
        schema.SetAction(_ =>
        {
            var summaries = XmlSummaries.Beside(typeof(ModelPolicy).Assembly);
            output.WriteLine(PolicySchema.Write(summaries.Find));
            return ExitCode.Success;
        });
        var policy = new Command("policy", "Tell about policies, and read and change those of models.") { schema };
        foreach (var other in others) policy.Add(other);
        return policy;
    }
}
