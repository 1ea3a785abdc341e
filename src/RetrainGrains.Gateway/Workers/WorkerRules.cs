using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Requests;

namespace RetrainGrains.Gateway.Workers;

/// <summary>The rules that every report of a worker keeps; one that breaks them ends its stream.</summary>
internal static class WorkerRules
{
    private const int WorkerNameMax = 100;
    private const int LearnersMax = 64;
    private const int SlotsMax = 64;
    private const int ReasonLengthMax = 2_000;
    private const int ArtifactIdLength = 64;

    public static void Check(V1.Offer? offer, bool trains)
    {
        if (offer is null) throw Refuse("report", "not an offer", "must come first: an offer");
        var problems = new ProblemList();
        problems.Add(RequestRules.Text("offer.worker", offer.Worker, 1, WorkerNameMax));
        if (offer.Worker.Any(letter => letter is < ' ' or > '~'))
            problems.Add("offer.worker", offer.Worker, "must be printable ASCII");
        problems.Add(RequestRules.Between("offer.learners.length", offer.Learners.Count, 1, LearnersMax));
        if (trains) problems.Add(RequestRules.Between("offer.slots", offer.Slots, 1, SlotsMax));
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(offer.Learners.Count, LearnersMax); i++)
        {
            Check($"offer.learners[{i}]", offer.Learners[i], names, problems);
        }
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
    }

    public static void Chunk(V1.ModelChunk chunk, int bytesMax)
    {
        if (RequestRules.Between("model.content.length", chunk.Content.Length, 1, bytesMax) is { } problem)
            throw Refuse(problem);
    }

    public static void Progress(V1.TrainingProgress progress)
    {
        if (RequestRules.Between("progress.total", progress.Total, 0, int.MaxValue) is { } total) throw Refuse(total);
        if (RequestRules.Between("progress.done", progress.Done, 0, progress.Total) is { } done) throw Refuse(done);
    }

    public static void Reason(string field, string reason)
    {
        if (RequestRules.Text(field, reason, 1, ReasonLengthMax) is { } problem) throw Refuse(problem);
    }

    public static void ArtifactId(string field, string id)
    {
        if (id.Length != ArtifactIdLength || !id.All(char.IsAsciiHexDigitLower))
            throw Refuse(Problem.Of(field, Shorten(id), $"must be {ArtifactIdLength} hexadecimal digits"));
    }

    /// <summary>Refuses a number that the server did not give: given ones are counted up from 1.</summary>
    public static void Given(string field, ulong id, ulong last)
    {
        if (id == 0 || id > last) throw Refuse(field, id, "must be one that this stream was given");
    }

    public static RefusedException Refuse(string field, object value, string rule) =>
        Refuse(Problem.Of(field, value, rule));

    public static RefusedException Refuse(Problem problem) =>
        new(new Refusal(RefusalKind.Invalid, [problem]));

    private static void Check(string path, V1.WorkerLearner learner, HashSet<string> names, ProblemList problems)
    {
        if (!WorkerLearnerName.IsValid(learner.Name))
            problems.Add($"{path}.name", learner.Name, WorkerLearnerName.Rule);
        else if (!names.Add(learner.Name)) problems.Add($"{path}.name", learner.Name, "must be unique in the offer");
        if (learner.Tasks.Count == 0) problems.Add($"{path}.tasks", "", "must name at least one");
        foreach (var task in learner.Tasks.Where(task => !Enum.IsDefined(task)).Take(1))
        {
            problems.Add($"{path}.tasks", (int)task, "must be a task that this server knows");
        }
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : $"{text.AsSpan(0, 80)}…";
}
