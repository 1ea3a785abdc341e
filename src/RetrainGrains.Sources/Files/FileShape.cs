namespace RetrainGrains.Sources.Files;

/// <summary>The shape of a file as far as it is said; what is not said is seen by looking at it, and told.</summary>
/// <param name="Delimiter">The character between cells; null: the line of column names tells.</param>
/// <param name="Encoding">The name of a delimited file's encoding; null: its bytes tell.</param>
public sealed record FileShape(char? Delimiter = null, string? Encoding = null);
