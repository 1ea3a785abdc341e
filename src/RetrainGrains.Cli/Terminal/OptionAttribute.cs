namespace RetrainGrains.Cli.Terminal;

/// <summary>An option of a command; the property that bears it holds the value, and at first the default.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OptionAttribute(string name, string description) : Attribute
{
    public string Name { get; } = name;

    public string Description { get; } = description;
}
