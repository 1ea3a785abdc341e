using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Schemas;

/// <summary>The options of all <c>retrain model schema</c> commands.</summary>
internal abstract record SchemaOptions : OneModelOptions
{
    [Option("--reason", "A sentence for the ledger.")]
    public string? Reason { get; init; }

    [Option("--expected-revision", "Change nothing where the model has moved on from this revision.")]
    public long ExpectedRevision { get; init; }
}

/// <summary>The options of <c>retrain model schema add</c>.</summary>
internal sealed record AddFeatureOptions : SchemaOptions
{
    [Argument("FEATURE", "The name of the new feature.")]
    public required string Feature { get; init; }

    [Option("--categories", "Its categories, with commas between them; without them it is a number.")]
    public string? Categories { get; init; }

    [Option("--from-model", "The model whose prediction it is.")]
    public string? FromModel { get; init; }
}

/// <summary>The options of <c>retrain model schema rename</c>.</summary>
internal sealed record RenameFeatureOptions : SchemaOptions
{
    [Argument("FEATURE", "The feature, by its name or one that it had before.")]
    public required string Feature { get; init; }

    [Option("--to", "Its new name; callers may go on using the old one.")]
    public required string To { get; init; }
}

/// <summary>The options of <c>retrain model schema retire</c>.</summary>
internal sealed record RetireFeatureOptions : SchemaOptions
{
    [Argument("FEATURE", "The feature that callers need not send any more.")]
    public required string Feature { get; init; }
}

/// <summary>The options of <c>retrain model schema add-category</c>.</summary>
internal sealed record AddCategoryOptions : SchemaOptions
{
    [Argument("FEATURE", "The feature that gets further categories.")]
    public required string Feature { get; init; }

    [Option("--categories", "The new ones, with commas between them.")]
    public required string Categories { get; init; }
}
