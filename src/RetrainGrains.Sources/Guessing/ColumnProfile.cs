using RetrainGrains.Sources.Files;

namespace RetrainGrains.Sources.Guessing;

/// <summary>The content of a column as far as a guess asks for it: the cells are looked at once and not kept.</summary>
internal sealed class ColumnProfile(string name)
{
    /// <summary>The texts by which other tools say «no value»; those of a source file are known anyway.</summary>
    private static readonly ImmutableHashSet<string> NoValue =
    [
        .. SourceFile.DefaultMissing, "NaN", "nan", "N/A", "n/a", "#N/A", "null", "NULL", "None", "none", "?", "-",
        "--", ".", "missing",
    ];

    // A column of numbers may hold this share of slips; what has more is a column of texts.
    private const double SlipsShareMax = 0.02;

    // A feature may have more: but a column of more different texts is rather a name of its rows, and whoever knows
    // better writes it into the source file.
    private const int CategoriesMax = 254;

    // Beyond it a column of whole numbers is neither classes nor a part of a calendar.
    private const int ValuesMax = 256;

    private readonly HashSet<string> texts = [];
    private readonly HashSet<string> missing = [];
    private readonly HashSet<double> values = [];
    private List<TimeCandidate> times = [.. TimeFormats.All.Select(formats => new TimeCandidate(formats))];
    private long rows;
    private long numbers;
    private long commaNumbers;
    private long noValues;
    private double latest = double.NaN;
    private bool isCounter = true;
    private bool onlyGrows = true;
    private readonly CycleProfile cycle = new();
    private bool isWhole = true;

    public string Name => name;

    /// <summary>Returns true where each number is the one before and one: the column counts the rows.</summary>
    public bool IsCounter => isCounter && numbers == rows && rows > 2;

    /// <summary>
    /// Returns true where no number is below an earlier one: the column tells only how late it is, and no model has
    /// seen what comes.
    /// </summary>
    public bool OnlyGrows => onlyGrows && numbers == rows && !IsConstant;

    /// <summary>The number of rows after which it begins anew, each time the same; null: it does not.</summary>
    public int? Cycle => numbers == rows ? cycle.Length : null;

    public IReadOnlyList<TimeCandidate> Times => rows > 0 ? times : [];

    public bool IsEmpty => noValues == rows;

    public bool IsConstant => texts.Count == 1 && noValues == 0;

    public bool HasCommas => commaNumbers > 0 && numbers + commaNumbers + noValues >= rows * (1 - SlipsShareMax);

    /// <summary>The distinct texts in order; no more are known where there are too many for categories.</summary>
    public ImmutableArray<string> Texts =>
        [.. texts.Where(text => !NoValue.Contains(text)).Order(StringComparer.Ordinal)];

    /// <summary>The number of distinct texts, as far as they are counted.</summary>
    public int DistinctCount => texts.Count;

    public bool HasTooManyTexts => texts.Count > CategoriesMax;

    /// <summary>The distinct numbers in order, when there are few.</summary>
    public ImmutableArray<double> Values => [.. values.Order()];

    public bool IsWhole => isWhole && commaNumbers == 0;

    /// <summary>The texts for «no value» that it holds.</summary>
    public IEnumerable<string> Missing => missing;

    public bool IsNumeric(bool decimalComma)
    {
        var read = decimalComma ? numbers + commaNumbers : numbers;
        return read > 0 && rows - noValues - read <= rows * SlipsShareMax;
    }

    public long Slips(bool decimalComma) => rows - noValues - numbers - (decimalComma ? commaNumbers : 0);

    /// <summary>Returns true for the texts by which tools say «no value».</summary>
    public static bool IsNoValue(string cell) => NoValue.Contains(cell);

    public void Add(string cell)
    {
        rows++;
        if (times.Count > 0) times = times.FindAll(candidate => candidate.Takes(cell));
        if (!HasTooManyTexts) texts.Add(cell);
        if (IsNoValue(cell))
        {
            noValues++;
            missing.Add(cell);
        }
        else if (CellNumber.Read(cell, decimalComma: false) is { } number) AddNumber(number);
        else if (CellNumber.Read(cell, decimalComma: true) is not null) commaNumbers++;
    }

    private void AddNumber(double number)
    {
        numbers++;
        isCounter &= double.IsNaN(latest) || number == latest + 1;
        onlyGrows &= !(number < latest);
        cycle.Add(isNew: number < latest);
        latest = number;
        isWhole &= number == Math.Floor(number);
        if (values.Count <= ValuesMax) values.Add(number);
    }
}
