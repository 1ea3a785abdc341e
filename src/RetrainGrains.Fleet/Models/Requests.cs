using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

/// <summary>
/// The rows that remember a command under its request id, so that it is carried out once and answered as often as it
/// comes: a check's answer whole; of the others that they were done, for the model itself is their answer.
/// </summary>
internal static class Requests
{
    private const string Done = "done";

    public static RequestRow? Of(string requestId) => requestId.Length == 0 ? null : new(requestId, Done);

    public static RequestRow? Of(string requestId, CheckAnswer answer) =>
        requestId.Length == 0 ? null : new(requestId, DomainJson.Write(answer));

    /// <summary>The answer that was given; a refusal when the id belongs to another kind of command.</summary>
    public static Answer<CheckAnswer> Repeat(RequestRow earlier) =>
        earlier.Answer == Done ? Refusals.Repeated(earlier.RequestId) : DomainJson.Read<CheckAnswer>(earlier.Answer);

    public static CheckAnswer AnswerOf(LifecycleDecision decision)
    {
        var plan = decision.Effects.OfType<StartRun>().SingleOrDefault()?.Plan;
        return new CheckAnswer(decision.Events.OfType<ModelChecked>().Single(), plan?.RunId)
        {
            Recipes = [.. plan?.Challengers.Select(challenger => challenger.Recipe.Name) ?? []],
        };
    }
}
