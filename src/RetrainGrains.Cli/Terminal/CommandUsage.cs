using System.CommandLine;

namespace RetrainGrains.Cli.Terminal;

/// <summary>The shape of a command in one line, made of its own arguments and options.</summary>
internal static class CommandUsage
{
    /// <summary>Describes a command, or each of those that it groups.</summary>
    public static IEnumerable<string> Of(Command command)
    {
        if (command.Subcommands.Count > 0) return command.Subcommands.SelectMany(Of);
        var path = Groups(command).Select(group => group.Name).Prepend("retrain").Append(command.Name);
        return [string.Join(' ', [.. path, .. command.Arguments.Select(Shown), .. command.Options.Select(Shown)])];
    }

    // The outermost first.
    private static IEnumerable<Command> Groups(Command command) =>
        command.Parents.OfType<Command>().Where(parent => parent is not RootCommand)
            .SelectMany(parent => Groups(parent).Append(parent));

    private static string Shown(Argument argument) =>
        argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name;

    private static string Shown(Option option)
    {
        var named = option.ValueType == typeof(bool) ? option.Name : $"{option.Name} …";
        return option.Required ? named : $"[{named}]";
    }
}
