using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Schedules;

namespace RetrainGrains.Domain.Triggers;

/// <summary>The parts of a model's policy that the decision to retrain uses.</summary>
public sealed record TriggerPolicies(
    TriggerPolicy Triggers, SchedulePolicy Schedule, PerformancePolicy Performance, DriftPolicy Drift);
