namespace RetrainGrains.Sources.Files;

/// <summary>
/// The rule that a row of a file breaks, in a column or (empty) in the whole of it; the place is that of the row as
/// people find it, such as «line 3».
/// </summary>
public sealed record RowFault(string Place, string Column, string Value, string Rule);
