namespace RetrainGrains.Domain;

/// <summary>Something that happened, about which the lifecycle has to decide.</summary>
public abstract record LifecycleInput;

/// <summary>A check is due: the hour buckets are the present.</summary>
public sealed record CheckDue(IReadOnlyCollection<HourBucket> Buckets, ManualTrigger? Manual = null) : LifecycleInput;

/// <summary>A run came to its end: one result for each planned challenger.</summary>
public sealed record RunReturned(
    string RunId, ImmutableArray<ChallengerResult> Results, ChallengerPlan Plan, IReadOnlyCollection<HourBucket> Buckets) : LifecycleInput;

/// <summary>A run could not be carried out at all.</summary>
public sealed record RunLost(string RunId, string Reason) : LifecycleInput;

/// <summary>A person puts a recipe's version or an earlier champion into service; "blend" gives the choice back.</summary>
public sealed record PromotionAsked(string Candidate, string By, string Reason) : LifecycleInput;

/// <summary>A person returns to an earlier champion.</summary>
public sealed record RollbackAsked(SemanticVersion? Version, string By, string Reason) : LifecycleInput;

/// <summary>A person sets another policy.</summary>
public sealed record PolicyAsked(ModelPolicy Policy, string By) : LifecycleInput;
