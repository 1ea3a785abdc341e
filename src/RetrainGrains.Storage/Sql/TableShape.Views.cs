namespace RetrainGrains.Storage.Sql;

// The read models. Their list stands last: it is made of those before it.
internal sealed partial class TableShape
{
    public static TableShape Checks { get; } = new(
        "checks", 1, Uuid("check_id"), Text("model_id"), Integer("sequence"), Integer("at"), Integer("outcomes"),
        Real("error"), Integer("drift_streak"), Text("decision"), Text("lead"), Json("held_back"),
        Json("not_compared"));

    public static TableShape Signals { get; } = new(
        "check_signals", 2, Uuid("check_id"), Integer("ordinal"), Text("source"), Text("subject"), Text("measure"),
        Real("value"), Real("reference"), Real("threshold"), Real("p_value"), Text("verdict"));

    public static TableShape Triggers { get; } = new(
        "triggers", 2, Uuid("check_id"), Integer("ordinal"), Text("kind"), Text("severity"), Text("rule"),
        Text("reason"));

    public static TableShape Alerts { get; } = new(
        "alerts", 1, Uuid("alert_id"), Uuid("check_id"), Text("model_id"), Text("name"), Text("kind"),
        Text("severity"), Text("reason"), Integer("opened_at"), Integer("closed_at"));

    public static TableShape Runs { get; } = new(
        "run_history", 1, Uuid("run_key"), Text("run_id"), Text("model_id"), Integer("sequence"), Uuid("check_id"),
        Text("cause"), Text("severity"), Text("reason"), Json("recipes"), Integer("outcomes"),
        Integer("planned_at"), Integer("ended_at"), Text("state"), Integer("promoted"), Text("failures"));

    public static TableShape Steps { get; } = new(
        "run_steps", 2, Uuid("run_key"), Integer("ordinal"), Text("name"), Text("recipe"), Text("state"),
        Integer("started_at"), Integer("ended_at"));

    public static TableShape Datasets { get; } = new(
        "datasets", 1, Uuid("dataset_id"), Uuid("run_key"), Text("recipe"), Integer("from_at"), Integer("to_at"),
        Integer("validated_from"), Integer("through_sequence"), Integer("row_count"), Text("fingerprint"),
        Text("seed"));

    public static TableShape Challengers { get; } = new(
        "run_challengers", 2, Uuid("run_key"), Integer("ordinal"), Text("recipe"), Uuid("dataset_id"),
        Text("artifact_id"), Integer("started_at"), Integer("ended_at"), Real("relative_loss"), Integer("trials"),
        Json("parameters"), Text("failure"));

    public static TableShape Gates { get; } = new(
        "gate_results", 2, Uuid("run_key"), Integer("ordinal"), Text("challenger"), Text("gate"), Integer("passed"),
        Text("finding"));

    public static TableShape Versions { get; } = new(
        "versions", 1, Uuid("version_id"), Text("model_id"), Integer("sequence"), Text("number"), Text("parent"),
        Text("run_id"), Text("imported_from"), Integer("schema_version"), Integer("promoted_at"), Json("members"),
        Text("reason"));

    public static TableShape Deployments { get; } = new(
        "deployments", 1, Uuid("deployment_id"), Text("model_id"), Integer("sequence"), Text("version"),
        Text("kind"), Text("actor"), Text("reason"), Integer("started_at"), Integer("ended_at"));

    public static TableShape Decisions { get; } = new(
        "decisions", 1, Uuid("decision_id"), Text("model_id"), Integer("sequence"), Integer("at"), Text("kind"),
        Text("actor"), Text("reason"));

    /// <summary>
    /// The shapes of the read models, those that others refer to first. They are made anew from the ledger and never
    /// copied.
    /// </summary>
    public static IReadOnlyList<TableShape> Views { get; } =
    [
        Checks, Signals, Triggers, Alerts, Runs, Steps, Datasets, Challengers, Gates, Versions, Deployments, Decisions,
    ];
}
