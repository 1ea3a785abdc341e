using Google.Protobuf.Reflection;

namespace RetrainGrains.Gateway.Tests.Rest;

/// <summary>The queries and bodies of the reference, by the methods' full names.</summary>
internal static class RestExamples
{
    public const string Model = "bikes";
    public const string Token = "ann";
    public const string Run = "bikes/run-12";
    public const string Check = "019b76da-a800-8c7e-a9b9-c0ad8f5a4a07";

    private static readonly Dictionary<string, (string Query, string? Body)> Known = new()
    {
        ["Models.Register"] = ("", """
            {"modelId": "bikes", "modelType": "rides", "schema": {"target": "count", "lastValue": "temp", "features": [
                {"name": "temp"}, {"name": "wind"},
                {"name": "season", "kind": "categorical", "categories": ["winter", "summer"]}]}}
            """),
        ["Models.Describe"] = ("?readMask=champion,nextCheck", null),
        ["Models.List"] = ("?pageSize=50&readMask=modelId,champion.version", null),
        ["Models.Check"] = ("", """{"dryRun": true}"""),
        ["Models.Trigger"] = ("", """{"reason": "new sensors", "force": true, "requestId": "2026-12-02"}"""),
        ["Models.Promote"] = ("", """{"candidate": "ridge/all/level", "reason": "the trees have failed"}"""),
        ["Models.Import"] = ("", """
            {"format": "lightgbm", "content": "dHJlZQ==", "reason": "moved here",
             "checks": [{"features": {"temp": 21.5, "season": "summer"}, "expected": [312.4]}]}
            """),
        ["Models.Export"] = ("?format=onnx", null),
        ["Models.RetireCandidate"] = ("", """{"candidate": "forest/all/level", "reason": "it overfits"}"""),
        ["Models.Rollback"] = ("", """{"version": "1.0.0", "expectedRevision": "7"}"""),
        ["Models.ChangeSchema"] = ("", """
            {"add": [{"name": "rain"}], "rename": [{"from": "temp", "to": "temperature"}],
             "addCategories": [{"feature": "season", "categories": ["spring"]}], "reason": "a rain gauge was installed"}
            """),
        ["Models.History"] = ("?fromSequence=0&pageSize=20", null),
        ["Models.Watch"] = ("", null),
        ["Policies.Get"] = ("", null),
        ["Policies.Set"] = ("?expectedRevision=7", """{"triggers": {"cooldown": "2d"}}"""),
        ["Policies.Patch"] = ("", """{"drift": {"profile": "guarded"}}"""),
        ["Policies.GetSchema"] = ("", null),
        ["Predictions.Predict"] = ("", """
            {"predictionId": "p1", "at": "2026-01-01T00:00:00Z", "features": {"temp": 21.5, "season": "summer"}}
            """),
        ["Predictions.PredictBatch"] = ("", """
            {"rows": [{"features": [21.5, null, "summer"]}, {"features": [3, 12.5, "winter"]}]}
            """),
        ["Predictions.Explain"] = ("", """{"rows": [{"features": {"temp": 21.5}}]}"""),
        ["Observations.RecordOutcomes"] = ("", """{"outcomes": [{"predictionId": "p1", "value": 312}]}"""),
        ["Observations.ImportHistory"] = ("", """
            {"rows": [{"predictionId": "h1", "at": "2025-12-31T23:00:00Z", "features": {"temp": 4}, "outcome": 87}]}
            """),
        ["Observations.ExportRows"] = ("?format=csv&from=2026-01-01T00:00:00Z&version=1.2.0", null),
        ["Observations.ImportHistoryFile"] = ("", """
            {"path": "rides.csv", "source": {
                "time": {"column": "hour"}, "target": {"column": "load"}, "outcomeDelay": "1h", "warmUpRows": 1,
                "features": [{"name": "temp", "column": "temp"}, {"name": "wind", "column": "wind"},
                             {"name": "season", "column": "season", "kind": "categorical"}]}}
            """),
        ["Repairs.CorrectOutcomes"] = ("", """
            {"outcomes": [{"predictionId": "p1", "value": 321}], "reason": "the meter was read wrongly"}
            """),
        ["Repairs.WithdrawObservations"] = ("", """
            {"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z", "reason": "the sensor was stuck"}
            """),
        ["Repairs.EraseEntity"] = ("", """
            {"entity": "customer-17", "reason": "request 2026-041", "requestId": "erase-041"}
            """),
        ["Repairs.GetRepair"] = ("?requestId=erase-041", null),
        ["Runs.List"] = ("?modelId=bikes&state=finished&days=30", null),
        ["Runs.Describe"] = ("", null),
        ["Runs.Watch"] = ("", null),
        ["Runs.Cancel"] = ("", """{"reason": "the history was incomplete"}"""),
        ["Runs.GetStatistics"] = ("?modelType=rides&days=90", null),
        ["Runs.ListChecks"] = ("?decision=held_back&days=30", null),
        ["Runs.DescribeCheck"] = ("", null),
        ["Fleet.GetStatus"] = ("", null),
        ["Fleet.CheckAll"] = ("", """{"models": {"modelType": "rides"}, "dryRun": true}"""),
        ["Fleet.TriggerAll"] = ("", """
            {"models": {"modelPrefix": "city/"}, "reason": "new sensors", "severity": "high", "dryRun": true}
            """),
        ["Tokens.Create"] = ("", """{"name": "ann", "role": "operator", "modelPrefixes": ["bikes"]}"""),
        ["Tokens.List"] = ("", null),
        ["Tokens.Revoke"] = ("", null),
        ["Tokens.WhoAmI"] = ("", null),
        ["SelfTests.Run"] = ("", """{"timeout": "60s"}"""),
        ["AutomatedRetraining.GetStatus"] = ("", null),
        ["AutomatedRetraining.CheckTriggers"] = ("?model_name=bikes", null),
        ["AutomatedRetraining.TriggerManually"] = ("", """
            {"model_name": "bikes", "trigger_type": "manual", "reason": "new sensors", "severity": "high"}
            """),
        ["AutomatedRetraining.GetHistory"] = ("?days=30", null),
        ["AutomatedRetraining.GetConfig"] = ("?model_name=bikes", null),
        ["AutomatedRetraining.SetConfig"] = ("", """
            {"model_name": "bikes", "schedule_days": 5, "performance_thresholds": {"rmse_degradation_threshold": 0.12}}
            """),
        ["AutomatedRetraining.GetMetrics"] = ("?days=90&model_name=bikes", null),
        ["AutomatedRetraining.Test"] = ("", "{}"),
        ["RaceResults.Submit"] = ("", """
            {"model_name": "bikes", "results": [{"prediction_id": "p1", "value": 312}]}
            """),
    };

    public static (string Query, string? Body) Of(MethodDescriptor method) =>
        Known.TryGetValue($"{method.Service.Name}.{method.Name}", out var known)
            ? known
            : throw new InvalidOperationException($"{method.FullName} has no example; it must have one in {Where}.");

    private const string Where = nameof(RestExamples);
}
