using System.CommandLine;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace RetrainGrains.Cli.Terminal;

/// <summary>Makes a command of a record whose properties are its options and arguments.</summary>
internal static class OptionBinder
{
    /// <summary>A property that is <c>required</c> is an option that must be given.</summary>
    public static T Bind<T, TOptions>(this T command, Func<TOptions, CancellationToken, Task<int>> run)
        where T : Command
    {
        var read = Add(command, typeof(TOptions), Activator.CreateInstance<TOptions>());
        command.SetAction((parsed, cancellation) => run((TOptions)read(parsed), cancellation));
        return command;
    }

    private static Func<ParseResult, object> Add(Command command, Type type, object? defaults)
    {
        var bound = type.GetProperties().OrderBy(Place).Select(property => Add(command, property, defaults))
            .OfType<Action<object, ParseResult>>().ToArray();
        return parsed =>
        {
            var options = Activator.CreateInstance(type)!;
            foreach (var set in bound) set(options, parsed);
            return options;
        };
    }

    // What several commands share comes first as an argument, and last as an option.
    private static int Place(PropertyInfo property)
    {
        if (property.GetCustomAttribute<ArgumentAttribute>() is null) return int.MaxValue;
        var depth = 0;
        for (var type = property.DeclaringType; type is not null; type = type.BaseType) depth++;
        return depth;
    }

    private static Action<object, ParseResult>? Add(Command command, PropertyInfo property, object? defaults)
    {
        if (property.GetCustomAttribute<OptionGroupAttribute>() is not null)
        {
            var readGroup = Add(command, property.PropertyType, property.GetValue(defaults));
            return (options, parsed) => property.SetValue(options, readGroup(parsed));
        }
        var method = property.GetCustomAttribute<OptionAttribute>() is not null ? nameof(AddOption)
            : property.GetCustomAttribute<ArgumentAttribute>() is not null ? nameof(AddArgument)
            : null;
        if (method is null) return null;
        var read = (Func<ParseResult, object?>)typeof(OptionBinder)
            .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(property.PropertyType)
            .Invoke(null, [command, property, property.GetValue(defaults)])!;
        return (options, parsed) =>
        {
            if (read(parsed) is { } value) property.SetValue(options, value);
        };
    }

    private static Func<ParseResult, object?> AddOption<T>(Command command, PropertyInfo property, object? preset)
    {
        var stated = property.GetCustomAttribute<OptionAttribute>()!;
        var option = new Option<T>(stated.Name)
        {
            Description = stated.Description,
            Required = property.IsDefined(typeof(RequiredMemberAttribute)),
        };
        // Help shows a default, which says nothing of a switch or an empty list.
        if (preset is T value and not (false or Array)) option.DefaultValueFactory = _ => value;
        command.Add(option);
        return parsed => parsed.GetValue(option);
    }

    private static Func<ParseResult, object?> AddArgument<T>(Command command, PropertyInfo property, object? preset)
    {
        var stated = property.GetCustomAttribute<ArgumentAttribute>()!;
        var argument = new Argument<T>(stated.Name)
        {
            Description = stated.Description,
            Arity = new ArgumentArity(stated.Minimum, stated.Maximum),
        };
        command.Add(argument);
        return parsed => parsed.GetValue(argument);
    }
}
