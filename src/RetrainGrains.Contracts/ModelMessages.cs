namespace RetrainGrains.Contracts;

public sealed record RegisterModel(
    string ModelType, FeatureSchema Schema, string Preset, string PolicyJson, ulong Seed, string RequestId);

/// <summary>A check's whole report, and the run that it started.</summary>
public sealed record CheckAnswer(ModelChecked Report, string? RunId);

public sealed record TriggerModel(string By, string Reason, bool Emergency, bool Force, string RequestId);

public sealed record PromoteModel(string Candidate, string By, string Reason, long ExpectedRevision, string RequestId);

public sealed record RollBackModel(
    SemanticVersion? Version, string By, string Reason, long ExpectedRevision, string RequestId);

public sealed record SetModelPolicy(string By, string PolicyJson, long ExpectedRevision, string RequestId);
