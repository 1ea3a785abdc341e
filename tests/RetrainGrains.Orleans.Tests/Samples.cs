using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Repairs;

namespace RetrainGrains.Orleans.Tests;

/// <summary>Values of every type that actors are asked with, or answer.</summary>
internal sealed class Samples(ModelView view, CheckAnswer answer)
{
    private static readonly DateTimeOffset At = new(2026, 3, 29, 2, 30, 0, 123, TimeSpan.FromHours(2));
    private static readonly Refusal No = new(
        RefusalKind.Conflict,
        [Problem.Of("expected_revision", 3, "is not 4"), Problem.Of("by", null, "must be given")]);
    private static readonly DriftTest Test =
        new("station", At, 1e-300, Severity.Critical, "wind «moved» – \"far\"\n");
    private static readonly FleetAlertState Alerts =
        FleetAlertRule.Decide(new FleetAlertOptions(), FleetAlertState.None, Test, 100_000);

    private readonly Dictionary<Type, object?[]> values = new()
    {
        [typeof(string)] = ["", "station/run-7 – ü\0\n"],
        [typeof(bool)] = [true, false],
        [typeof(long)] = [long.MaxValue, 0L],
        [typeof(DateTimeOffset)] = [At],
        [typeof(DateTimeOffset?)] = [At, null],
        [typeof(RegisterModel)] = [Station.Registration],
        [typeof(TriggerModel)] = [new TriggerModel("ann", "the sensor was replaced", true, true, "request 1")],
        [typeof(RetireCandidate)] =
            [new RetireCandidate("forest/all/level", Restore: true, "ann", "it overfits", 7, "request 3")],
        [typeof(CancelRun)] = [new CancelRun("belt-7/run-12", "ann", "wrong data", "request 2")],
        [typeof(PromoteModel)] = [new PromoteModel("auto", "ann", "", long.MaxValue, "request 2")],
        [typeof(ImportModel)] =
        [
            new ImportModel(ImportFormat.LightGbm, Bytes(), "ann", "why", 3, "request 3"),
            new ImportModel(ImportFormat.Auto, Bytes(), "ann", "", 0, "9")
            {
                Checks =
                [
                    new ImportCheck([new FeatureValue(0.5, null), new FeatureValue(null, "ü")], [0.25, 0.75]),
                    new ImportCheck([], [])
                    {
                        Named = ImmutableDictionary<string, FeatureValue>.Empty.Add("temp", default), Label = "summer",
                    },
                ],
            },
        ],
        [typeof(RollBackModel)] =
        [
            new RollBackModel(view.State.Champion!.Number, "ann", "why", 3, "4"),
            new RollBackModel(null, "ann", "why", 0, ""),
        ],
        [typeof(SetModelPolicy)] = [new SetModelPolicy("ann", Station.Policy, 3, "request 5")],
        [typeof(ChangeModelSchema)] =
        [
            new ChangeModelSchema(
                new SchemaChange
                {
                    Add = [new Feature("rain")], Rename = [new FeatureRename("temp", "temperature")],
                    Retire = ["wind"], Categories = [new AddedCategories("season", ["monsoon"])],
                }, "ann", "why", 3, "request 8"),
        ],
        [typeof(RepairModel)] =
        [
            new RepairModel(RepairKind.Correction, "ann", "why", "request 6")
            {
                Corrections = [new OutcomeRow("p", 1.5, At), OutcomeRow.Of("anna", At, -1, At)],
            },
            new RepairModel(RepairKind.Withdrawal, "ann", "why", "7")
            {
                Rows = new RowSelection { Ids = ["a", "b"], Entity = "anna", From = At, Before = At.AddDays(1) },
            },
        ],
        [typeof(Answer<RepairView>)] =
        [
            (Answer<RepairView>)new RepairView(
                "request 6", RepairKind.Erasure, true,
                new RepairTally { Rows = 3, First = At, Last = At }.With(
                    [new RepairedRow("p", At, 7, 1, double.NaN)], 2, []),
                [new LearnedVersion("leafwise/30d", "artifact", "station/run-1", 3)])
            {
                Statuses = "014", Recompute = new RecomputeMark(3, 9) { Again = true }, Outcomes = 9,
                Overwrite = new OverwriteMark(4_096, 9_000, "somebody reads"),
            },
            (Answer<RepairView>)No,
        ],
        [typeof(DriftTest)] = [Test],
        [typeof(TrainingOffer)] = [new TrainingOffer("127.0.0.1:1@2", 4, TimeSpan.FromSeconds(20))],
        [typeof(TrainingOrder)] = [new TrainingOrder("station/run-7", 2, 3)],
        [typeof(TrainingProgress)] = [new TrainingProgress("search", 3, 20, double.NaN, 0.1), null],
        [typeof(Answer<ModelView>)] = [(Answer<ModelView>)view, (Answer<ModelView>)No],
        [typeof(Answer<CheckAnswer>)] = [(Answer<CheckAnswer>)answer, (Answer<CheckAnswer>)No],
        [typeof(FleetView)] = [new FleetView(new FleetAlertOptions(), 100_000, Alerts)],
        [typeof(QueueView)] = [new QueueView(["a", "b"], 3, 4), new QueueView([], 0, 0)],
    };

    /// <summary>One of the values; a type that is not listed is a message that is not tested.</summary>
    public object? Of(Type type, int index)
    {
        Assert.True(values.TryGetValue(type, out var known), $"{type} has no sample");
        return known[index % known.Length];
    }

    private static byte[] Bytes() => [.. Enumerable.Range(0, 1 << 16).Select(i => (byte)(i * 31 >> 3))];
}
