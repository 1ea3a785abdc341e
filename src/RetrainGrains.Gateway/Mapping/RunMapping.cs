using System.Collections.Frozen;
using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>The form of runs and checks on the wire.</summary>
internal static class RunMapping
{
    private static readonly FrozenDictionary<string, V1.RunState> States = new Dictionary<string, V1.RunState>
    {
        [RunState.Running] = V1.RunState.Running,
        [RunState.Finished] = V1.RunState.Finished,
        [RunState.Failed] = V1.RunState.Failed,
        [RunState.Cancelled] = V1.RunState.Cancelled,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, V1.CheckDecision> Decisions =
        new Dictionary<string, V1.CheckDecision>
        {
            [CheckDecision.Retrain] = V1.CheckDecision.Retrain,
            [CheckDecision.HeldBack] = V1.CheckDecision.HeldBack,
            [CheckDecision.Wait] = V1.CheckDecision.Wait,
        }.ToFrozenDictionary();

    /// <summary>Finds the stored word of a state; null for a number that is none.</summary>
    public static string? StateOf(V1.RunState state) => States.FirstOrDefault(one => one.Value == state).Key;

    /// <summary>Finds the stored word of a decision; null for a number that is none.</summary>
    public static string? DecisionOf(V1.CheckDecision decision) =>
        Decisions.FirstOrDefault(one => one.Value == decision).Key;

    public static V1.Run ToWire(this RunView run) => new()
    {
        RunId = run.RunId,
        ModelId = run.ModelId,
        State = States[run.State],
        CheckId = run.CheckId ?? "",
        Cause = run.Cause,
        Severity = run.Severity,
        Reason = run.Reason,
        Recipes = { run.Recipes },
        Outcomes = run.Outcomes,
        PlannedAt = run.PlannedAt.ToWire(),
        EndedAt = run.EndedAt.ToWire(),
        Promoted = run.Promoted,
        Failures = run.Failures,
    };

    public static V1.Run ToWire(this RunDetails run)
    {
        var wire = run.Run.ToWire();
        wire.Steps.Add(run.Steps.Select(step => new V1.RunStep
        {
            Name = step.Name,
            Recipe = step.Recipe ?? "",
            State = step.State,
            StartedAt = step.StartedAt.ToWire(),
            EndedAt = step.EndedAt.ToWire(),
        }));
        wire.Challengers.Add(run.Trainings.Select(ToWire));
        wire.Verdicts.Add(run.Gates.Select(gate => new V1.GateVerdict
        {
            Challenger = gate.Challenger, Gate = gate.Gate, Passed = gate.Passed, Finding = gate.Finding,
        }));
        return wire;
    }

    /// <summary>Tells the progress of a challenger of a run in flight.</summary>
    public static V1.RunChallenger ToRunChallenger(this V1.Challenger challenger)
    {
        var wire = new V1.RunChallenger
        {
            Recipe = challenger.Recipe,
            Status = challenger.Status,
            TrainingSeconds = challenger.TrainingSeconds,
            Stage = challenger.Stage,
            Done = challenger.Done,
            Total = challenger.Total,
        };
        if (challenger.HasLoss) wire.Loss = challenger.Loss;
        return wire;
    }

    public static V1.RunStatistics ToWire(this RunStatistics runs)
    {
        var wire = new V1.RunStatistics
        {
            Running = runs.Running,
            Finished = runs.Finished,
            Failed = runs.Failed,
            Cancelled = runs.Cancelled,
            Promoted = runs.Promoted,
            MeanDuration = double.IsNaN(runs.MeanSeconds)
                ? null
                : Duration.FromTimeSpan(TimeSpan.FromSeconds(runs.MeanSeconds)),
        };
        if (runs.Finished + runs.Failed > 0)
            wire.SuccessRate = (double)runs.Finished / (runs.Finished + runs.Failed);
        if (runs.Finished > 0) wire.PromotionRate = (double)runs.Promoted / runs.Finished;
        return wire;
    }

    public static V1.ModelCheck ToWire(this CheckView check)
    {
        var wire = new V1.ModelCheck
        {
            CheckId = check.CheckId,
            Sequence = check.Sequence,
            At = check.At.ToWire(),
            Outcomes = check.Outcomes,
            DriftStreak = check.DriftStreak,
            Decision = Decisions[check.Decision],
            Lead = check.Lead ?? "",
            HeldBack = { check.HeldBack },
            NotCompared = { check.NotCompared },
        };
        if (!double.IsNaN(check.Error)) wire.Error = check.Error;
        return wire;
    }

    public static V1.ModelCheck ToWire(this CheckDetails details)
    {
        var wire = details.Check.ToWire();
        wire.Signals.Add(details.Signals.Select(ToWire));
        wire.Triggers.Add(details.Triggers.Select(trigger => new V1.FiredTrigger
        {
            Kind = trigger.Kind,
            Severity = trigger.Severity,
            Rule = trigger.Rule ?? "",
            Reason = trigger.Reason,
        }));
        wire.RunId = details.RunId ?? "";
        return wire;
    }

    private static V1.RunChallenger ToWire(RunTrainingView training)
    {
        var wire = new V1.RunChallenger
        {
            Recipe = training.Recipe,
            Status = training.Failure is null ? V1.ChallengerStatus.Trained : V1.ChallengerStatus.Failed,
            ArtifactId = training.ArtifactId ?? "",
            StartedAt = training.StartedAt.ToWire(),
            EndedAt = training.EndedAt.ToWire(),
            From = training.From.ToWire(),
            To = training.To.ToWire(),
            ValidatedFrom = training.ValidatedFrom.ToWire(),
            Rows = training.Rows,
            Fingerprint = training.Fingerprint ?? "",
            Trials = training.Trials ?? 0,
            Parameters = { DomainJson.Read<ImmutableSortedDictionary<string, double>>(training.Parameters) },
            Failure = training.Failure ?? "",
        };
        if (!double.IsNaN(training.RelativeLoss)) wire.RelativeLoss = training.RelativeLoss;
        return wire;
    }

    private static V1.SignalReading ToWire(SignalView signal)
    {
        var wire = new V1.SignalReading
        {
            Source = signal.Source,
            Subject = signal.Subject,
            Measure = signal.Measure,
            Verdict = signal.Verdict switch
            {
                "fired" => V1.SignalVerdict.Fired,
                "undefined" => V1.SignalVerdict.Undefined,
                _ => V1.SignalVerdict.Quiet,
            },
        };
        if (!double.IsNaN(signal.Value)) wire.Value = signal.Value;
        if (!double.IsNaN(signal.Reference)) wire.Reference = signal.Reference;
        if (!double.IsNaN(signal.Limit)) wire.Limit = signal.Limit;
        if (!double.IsNaN(signal.PValue)) wire.PValue = signal.PValue;
        return wire;
    }
}
