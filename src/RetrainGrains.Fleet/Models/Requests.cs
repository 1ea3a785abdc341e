using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Repairs;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

/// <summary>A command's request id, and the fingerprint of all that it asks for.</summary>
internal readonly record struct AskedRequest(string RequestId, string Fingerprint);

/// <summary>A command that was carried out before under the same request id, and its answer then.</summary>
internal sealed record EarlierRequest(string RequestId, string Answer, bool IsSame)
{
    /// <summary>Answers whether it was a repair of facts.</summary>
    public bool IsRepair => Answer.StartsWith("{\"requestId\":", StringComparison.Ordinal);
}

/// <summary>
/// The rows that remember a command under its request id, so that it is carried out once and answered as often as it
/// comes: a check's answer whole; of the others that they were done, for the model itself is their answer. Another
/// command under the same id is refused: its sender would take the first one's answer for its own.
/// </summary>
internal static class Requests
{
    private const string Done = "done";

    // Rows from before fingerprints were kept begin with the answer, which has no such sign.
    private const char Sign = '#';
    private const int FingerprintLength = 64;

    // Who asks does not change what is asked: a client that retries may do so with a new token.
    private static readonly string[] NotAskedFor = ["requestId", "by"];

    /// <summary>Names a command by its id and what it asks for.</summary>
    public static AskedRequest Asked<T>(string requestId, T command) where T : notnull
    {
        if (requestId.Length == 0) return default;
        var text = DomainJson.Write(command);
        if (JsonNode.Parse(text) is JsonObject body)
        {
            foreach (var name in NotAskedFor) body.Remove(name);
            text = body.ToJsonString();
        }
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{typeof(T).Name}\n{text}"));
        return new AskedRequest(requestId, Convert.ToHexStringLower(hash));
    }

    public static RequestRow? Of(AskedRequest asked) => Of(asked, Done);

    public static RequestRow? Of(AskedRequest asked, CheckAnswer answer) => Of(asked, DomainJson.Write(answer));

    public static RequestRow Of(RepairOrder order, RepairView answer) =>
        new(order.RequestId, $"{Sign}{order.Fingerprint}{DomainJson.Write(answer)}");

    /// <summary>Reads what was answered under an id, and whether it was the same that is asked now.</summary>
    public static EarlierRequest Read(RequestRow row, AskedRequest asked) => row.Answer is [Sign, ..]
        ? new EarlierRequest(
            row.RequestId, row.Answer[(1 + FingerprintLength)..],
            row.Answer.AsSpan(1, FingerprintLength).SequenceEqual(asked.Fingerprint))
        : new EarlierRequest(row.RequestId, row.Answer, IsSame: true);

    /// <summary>The answer that was given; a refusal when the id belongs to another command.</summary>
    public static Answer<CheckAnswer> Repeat(EarlierRequest earlier) =>
        !earlier.IsSame || earlier.Answer == Done || earlier.IsRepair
            ? Refusals.Repeated(earlier.RequestId)
            : DomainJson.Read<CheckAnswer>(earlier.Answer);

    public static CheckAnswer AnswerOf(LifecycleDecision decision)
    {
        var plan = decision.Effects.OfType<StartRun>().SingleOrDefault()?.Plan;
        return new CheckAnswer(decision.Events.OfType<ModelChecked>().Single(), plan?.RunId)
        {
            Recipes = [.. plan?.Challengers.Select(challenger => challenger.Recipe.Name) ?? []],
        };
    }

    private static RequestRow? Of(AskedRequest asked, string answer) => asked.RequestId is not { Length: > 0 } id
        ? null
        : new RequestRow(id, $"{Sign}{asked.Fingerprint}{answer}");
}
