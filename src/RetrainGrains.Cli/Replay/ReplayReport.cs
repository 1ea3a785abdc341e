using System.Text.Json;
using System.Text.Json.Serialization;
using RetrainGrains.Learning.Data;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Replay;

/// <summary>The report of a replay. The JSON property names are part of the command's interface.</summary>
public sealed record ReplayReport(
    int Format, ulong Seed, string Policy, ImmutableArray<ModelReport> Models, OverallReport Overall)
{
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new FiniteOrNull(), new RowOnOneLine(),
        },
    };

    // A report is one text in memory, and a gigabyte is the most that such a text may have.
    private const int PredictionRowsMax = 2_000_000;

    /// <summary>Writes the report; of more predictions than a text holds it says where they are.</summary>
    public string ToJson()
    {
        var isTooLong = Models.Sum(model => (long)model.PredictionRows.Length) > PredictionRowsMax;
        var written = !isTooLong ? this : this with
        {
            Models = [.. Models.Select(model => model with { PredictionRows = [] })],
            PredictionRowsLeftOut = $"more than {PredictionRowsMax} rows: --out writes them to a file of their own",
        };
        return JsonSerializer.Serialize(written, Options) + "\n";
    }

    /// <summary>The reason why no rows are in it; null: they are.</summary>
    public string? PredictionRowsLeftOut { get; init; }

    // Rows are many, and each is read as one.
    private sealed class RowOnOneLine : JsonConverter<ReplayedRow>
    {
        private static readonly JsonSerializerOptions OnOneLine = new(JsonSerializerDefaults.Web)
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new FiniteOrNull() },
        };

        public override ReplayedRow? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<ReplayedRow>(ref reader, OnOneLine);

        public override void Write(Utf8JsonWriter writer, ReplayedRow value, JsonSerializerOptions options) =>
            writer.WriteRawValue(JsonSerializer.SerializeToUtf8Bytes(value, OnOneLine));
    }

    // JSON has no NaN.
    private sealed class FiniteOrNull : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value)) writer.WriteNumberValue(value);
            else writer.WriteNullValue();
        }
    }
}

/// <summary>
/// The report on one model: what was read, what was predicted, what its grain did, and what fixed policies reached.
/// </summary>
public sealed record ModelReport(string Model, Scores Scores) : ScoreReport(Scores)
{
    public required PredictionTask Task { get; init; }
    public required string Target { get; init; }
    public required int Rows { get; init; }
    public required int WarmUpRows { get; init; }
    public required StreamCounters Input { get; init; }
    public int Predictions { get; init; }

    /// <summary>The number of served rows for which there was no version that could answer.</summary>
    public int Unanswered { get; init; }
    public ImmutableArray<MonthError> Months { get; init; } = [];

    /// <summary>The fixed policy with the lowest error on this stream, known in hindsight only.</summary>
    public string? BestFixedPolicy { get; init; }
    public double BestFixedError { get; init; } = double.NaN;

    /// <summary>The error divided by the best fixed policy's.</summary>
    public double RelativeError { get; init; } = double.NaN;
    public WorstMonth? WorstMonth { get; init; }
    public int Checks { get; init; }
    public ImmutableSortedDictionary<string, int> Triggers { get; init; } =
        ImmutableSortedDictionary<string, int>.Empty;
    public int Runs { get; init; }

    /// <summary>The number of runs that produced no challenger at all.</summary>
    public int FailedRuns { get; init; }
    public int FailedTrainings { get; init; }

    /// <summary>The kinds of failed trainings, each with its reason, the most frequent first.</summary>
    public ImmutableArray<TrainingFailure> Failures { get; init; } = [];

    /// <summary>The reason why no version ever served; null when one did.</summary>
    public string? NeverServed { get; init; }
    public int Promotions { get; init; }
    public int Rejections { get; init; }
    public int Rollbacks { get; init; }
    public double TrainingSeconds { get; init; }
    public string? LedgerSha256 { get; init; }
    public RegretReport? Regret { get; init; }
    public ImmutableArray<PolicyReport> FixedPolicies { get; init; } = [];
    public ImmutableArray<string> Explanations { get; init; } = [];

    /// <summary>The served rows in time order, each with its prediction and its outcome.</summary>
    public ImmutableArray<ReplayedRow> PredictionRows { get; init; } = [];
}

/// <summary>The result of a fixed policy on one model's stream.</summary>
public sealed record PolicyReport(string Policy, Scores Scores) : ScoreReport(Scores)
{
    public double RelativeError { get; init; } = double.NaN;
    public int Retrainings { get; init; }
    public double TrainingSeconds { get; init; }

    /// <summary>The reason of a training that failed; the version before it stayed in service.</summary>
    public string? Failure { get; init; }
    public ImmutableArray<MonthError> Months { get; init; } = [];
}

/// <summary>
/// The report on all models together; metrics are over all their rows, and null when their tasks differ.
/// </summary>
public sealed record OverallReport(Scores Scores) : ScoreReport(Scores)
{
    public int Rows { get; init; }
    public int Predictions { get; init; }
    public int Unanswered { get; init; }

    /// <summary>The mean over models of the error relative to each model's best fixed policy.</summary>
    public double MeanRelativeError { get; init; } = double.NaN;
    public string? WorstMonthModel { get; init; }
    public WorstMonth? WorstMonth { get; init; }
    public int Checks { get; init; }
    public ImmutableSortedDictionary<string, int> Triggers { get; init; } =
        ImmutableSortedDictionary<string, int>.Empty;
    public int Runs { get; init; }
    public int FailedRuns { get; init; }
    public int FailedTrainings { get; init; }
    public int Promotions { get; init; }
    public int Rejections { get; init; }
    public int Rollbacks { get; init; }
    public double TrainingSeconds { get; init; }

    /// <summary>The replay through the grains alone; fixed policies are timed on their own.</summary>
    public double WallSeconds { get; init; }
    public double CompareSeconds { get; init; }
    public required string LedgerSha256 { get; init; }
    public ImmutableArray<OverallPolicyReport> FixedPolicies { get; init; } = [];
}

/// <summary>A fixed policy over all models.</summary>
public sealed record OverallPolicyReport(
    string Policy, double MeanRelativeError, int Retrainings, double TrainingSeconds);
