namespace RetrainGrains.Contracts;

/// <summary>A model as it is now, and what it has learned from its outcomes.</summary>
public sealed record ModelView(long Revision, ModelState State, ModelStanding Standing);

/// <summary>Outcomes so far, and each contestant's record: mean discounted loss over the longest memory, and its mean weight.</summary>
public sealed record ModelStanding(long Outcomes, DateTimeOffset? NewestOutcome, ImmutableArray<ContestantStanding> Contestants);

public sealed record ContestantStanding(string Name, double Loss, double CorrectedLoss, double Rows, double Weight, DateTimeOffset? TrainedAt);

public sealed record RegisterModel(
    string ModelType, FeatureSchema Schema, string Preset, string PolicyJson, ulong Seed, string RequestId);

/// <summary>A check's whole report, and the run that it started.</summary>
public sealed record CheckAnswer(ModelChecked Report, string? RunId);

public sealed record TriggerModel(string By, string Reason, bool Emergency, bool Force, string RequestId);

public sealed record PromoteModel(string Candidate, string By, string Reason, long ExpectedRevision, string RequestId);

public sealed record RollBackModel(SemanticVersion? Version, string By, string Reason, long ExpectedRevision, string RequestId);

public sealed record SetModelPolicy(string By, string PolicyJson, long ExpectedRevision, string RequestId);
