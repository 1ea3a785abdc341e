using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Fleet.Models;

/// <summary>The refusals of a model's commands.</summary>
internal static class Refusals
{
    public static Refusal Unknown(string modelId) =>
        Refusal.Of(RefusalKind.NotFound, "model_id", modelId, "is not a registered model");

    public static Refusal Registered(string modelId) =>
        Refusal.Of(RefusalKind.AlreadyExists, "model_id", modelId, "is registered already");

    public static Refusal InTraining(string modelId, string runId) => Refusal.Of(
        RefusalKind.NotReady, "model_id", modelId, $"has {runId} in flight: it can be erased when that has ended");

    public static Refusal SchemaInTraining(string modelId, string runId) => Refusal.Of(
        RefusalKind.NotReady, "model_id", modelId,
        $"has {runId} in flight: its schema can be changed when that has ended");

    public static Refusal Repeated(string requestId) =>
        Refusal.Of(
            RefusalKind.Conflict, "request_id", requestId,
            "was used for another command before, or for one that asked for something else; take a new one");

    public static Refusal MovedOn(long expectedRevision, long revision) => Refusal.Of(
        RefusalKind.Conflict, "expected_revision", expectedRevision, $"is not the model's revision {revision}");

    public static Refusal Repairing(string requestId) => Refusal.Of(
        RefusalKind.NotReady, "request_id", requestId,
        "is being carried out: a model changes its facts for one withdrawal or erasure at a time; ask for its "
        + "progress, and try again when its rows are changed");

    public static Refusal NoRepair(string requestId) => Refusal.Of(
        RefusalKind.NotFound, "request_id", requestId, "is not the id of a repair that is remembered");
}
