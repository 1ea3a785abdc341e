namespace RetrainGrains.Cli.Terminal;

/// <summary>An argument of a command, which stands for itself without the name of an option.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ArgumentAttribute(string name, string description) : Attribute
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    public int Minimum { get; init; } = 1;

    public int Maximum { get; init; } = 1;
}
