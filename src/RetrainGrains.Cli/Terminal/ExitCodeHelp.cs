using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace RetrainGrains.Cli.Terminal;

/// <summary>Adds the exit codes to the help of every command.</summary>
internal sealed class ExitCodeHelp(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>Returns true: help is given for a command line that lacks something, too.</summary>
    public override bool ClearsParseErrors => true;

    public static RootCommand AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
            option.Action = new ExitCodeHelp((HelpAction)option.Action!);
        return root;
    }

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(ExitCode.Help);
        return code;
    }
}
