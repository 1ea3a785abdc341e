using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Contracts;

public sealed record RegisterModel(
    string ModelType, FeatureSchema Schema, string Preset, string PolicyJson, ulong Seed, string RequestId);

/// <summary>A check's whole report, and the run that it started.</summary>
public sealed record CheckAnswer(ModelChecked Report, string? RunId)
{
    /// <summary>The recipes that the run trains.</summary>
    public ImmutableArray<string> Recipes { get; init; } = [];
}

/// <summary>A trigger by a person; a dry run only says what would be.</summary>
public sealed record TriggerModel(
    string By, string Reason, bool Emergency, bool Force, string RequestId, bool DryRun = false,
    Severity Severity = Severity.Critical);

/// <summary>Keeps a candidate out, or lets a retired one in again.</summary>
public sealed record RetireCandidate(
    string Candidate, bool Restore, string By, string Reason, long ExpectedRevision, string RequestId);

public sealed record CancelRun(string RunId, string By, string Reason, string RequestId);

public sealed record PromoteModel(string Candidate, string By, string Reason, long ExpectedRevision, string RequestId);

/// <summary>The format of a model that was trained elsewhere.</summary>
public enum ImportFormat
{
    /// <summary>The bytes tell.</summary>
    Auto = 0,
    XGBoost = 1,
    LightGbm = 2,
    Onnx = 3,
}

public sealed record ImportModel(
    ImportFormat Format, byte[] Content, string By, string Reason, long ExpectedRevision, string RequestId)
{
    /// <summary>
    /// The most bytes of a model's content: as base64 in JSON it fits the 10 MiB that a gateway takes of one request.
    /// </summary>
    public const int ContentBytesMax = 7 << 20;

    /// <summary>The rows that the model is held to before it serves.</summary>
    public ImmutableArray<ImportCheck> Checks { get; init; } = [];
}

/// <summary>A row as a client sends it, and what a model that was trained elsewhere predicted for it there.</summary>
/// <remarks>Of several classes the label stands for the most probable one, in place of all probabilities.</remarks>
public sealed record ImportCheck(ImmutableArray<FeatureValue> Features, ImmutableArray<double> Expected)
{
    /// <summary>The features by name, in place of those in order.</summary>
    public ImmutableDictionary<string, FeatureValue>? Named { get; init; }

    public string Label { get; init; } = "";
}

public sealed record RollBackModel(
    SemanticVersion? Version, string By, string Reason, long ExpectedRevision, string RequestId);

/// <summary>A growth of the schema.</summary>
public sealed record ChangeModelSchema(
    SchemaChange Change, string By, string Reason, long ExpectedRevision, string RequestId);

/// <summary>A policy, which by default changes the settings that it names and leaves the rest.</summary>
/// <remarks>Where it <c>Replaces</c>, settings that it does not name have their defaults.</remarks>
public sealed record SetModelPolicy(
    string By, string PolicyJson, long ExpectedRevision, string RequestId, bool Replaces = false);
