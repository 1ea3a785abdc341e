using System.Collections.Immutable;

namespace RetrainGrains.Storage.Sql;

/// <summary>A change of the read models that follows from a line of the ledger.</summary>
internal abstract record ViewChange;

/// <summary>A row to insert, its values in the order of the table's columns.</summary>
internal sealed record ViewRow(TableShape Table, params object?[] Values) : ViewChange;

/// <summary>The end of what served until now.</summary>
internal sealed record DeploymentEnded(string ModelId, DateTimeOffset At) : ViewChange;

/// <summary>
/// The end of the alerts of these names; where names are kept, of all others, which older lines give.
/// </summary>
internal sealed record AlertsClosed(
    string ModelId, DateTimeOffset At, ImmutableArray<string> Names, bool AllOthers = false) : ViewChange;

/// <summary>The end of a run, with the rows that hang on it.</summary>
internal sealed record RunClosed(
    string RunId, DateTimeOffset At, string State, bool Promoted, string Failures, ImmutableArray<ViewRow> Rows)
    : ViewChange;
