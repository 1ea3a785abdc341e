namespace RetrainGrains.Cli.Terminal;

/// <summary>A group of options that several commands have; the property that bears it holds their record.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OptionGroupAttribute : Attribute;
