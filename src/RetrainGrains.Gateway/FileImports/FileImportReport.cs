using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.FileImports;

/// <summary>The report on a file's rows so far, as it is stored with the position in the file.</summary>
internal sealed record FileImportReport
{
    /// <summary>The most kinds of faults that are told: enough to see what is wrong with a file.</summary>
    public const int FaultsMax = 20;

    private const int ValueLengthMax = 60;
    private const int RuleLengthMax = 300;

    public long Stored { get; init; }
    public long Known { get; init; }
    public long Conflicts { get; init; }
    public long Refused { get; init; }
    public long WithoutOutcome { get; init; }
    public bool Finished { get; init; }
    public ImmutableArray<FileFault> Faults { get; init; } = [];

    /// <summary>Reads a report; an empty text is that of a file of which nothing is read.</summary>
    public static FileImportReport Parse(string text) =>
        text.Length == 0 ? new FileImportReport() : DomainJson.Read<FileImportReport>(text);

    public string ToText() => DomainJson.Write(this);

    /// <summary>Counts what the log says of rows that keep the rules.</summary>
    public FileImportReport With(IReadOnlyList<RecordStatus> statuses)
    {
        var counts = statuses.CountBy(status => status).ToDictionary();
        long Of(RecordStatus status) => counts.GetValueOrDefault(status);
        var report = this with
        {
            Stored = Stored + Of(RecordStatus.Stored),
            Known = Known + Of(RecordStatus.Duplicate),
            Conflicts = Conflicts + Of(RecordStatus.Conflict),
            Refused = Refused + Of(RecordStatus.Erased),
        };
        return Of(RecordStatus.Erased) == 0 ? report : report.With(new FileFault(
            "entity", "is of an entity that was erased since", "", "", Of(RecordStatus.Erased)));
    }

    /// <summary>Adds a fault to those of its kind, or as a new kind while there is room.</summary>
    public FileImportReport With(FileFault fault)
    {
        for (var i = 0; i < Faults.Length; i++)
        {
            var known = Faults[i];
            if ((known.Field, known.Rule) != (fault.Field, Shorten(fault.Rule, RuleLengthMax))) continue;
            return this with { Faults = Faults.SetItem(i, known with { Rows = known.Rows + fault.Rows }) };
        }
        return Faults.Length == FaultsMax ? this : this with
        {
            Faults = Faults.Add(fault with
            {
                Value = Shorten(fault.Value, ValueLengthMax), Rule = Shorten(fault.Rule, RuleLengthMax),
            }),
        };
    }

    private static string Shorten(string text, int most) => text.Length <= most ? text : $"{text.AsSpan(0, most)}…";
}

/// <summary>A fault of rows: the first one that has it, and how many do.</summary>
internal sealed record FileFault(string Field, string Rule, string Place, string Value, long Rows);
