using Google.Protobuf;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Client.Models;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Decisions;

/// <summary>Asks a model to decide, or decides in its place.</summary>
internal static class DecisionCommands
{
    public static async Task<int> CheckAsync(CheckOptions options, ServerSession session)
    {
        var request = new V1.CheckRequest
        {
            ModelId = options.Model, DryRun = options.DryRun, RequestId = session.NewRequestId(),
        };
        var check = await session.Models.CheckAsync(request, session.Call);
        return session.Show(check, () => DecisionDisplay.Write(session.Output, check, options.DryRun));
    }

    public static async Task<int> PromoteAsync(PromoteOptions options, ServerSession session)
    {
        var request = new V1.PromoteRequest
        {
            ModelId = options.Model, Candidate = options.Candidate, Reason = options.Reason ?? "",
            RequestId = session.NewRequestId(),
        };
        return Show(await session.Models.PromoteAsync(request, session.Call), session);
    }

    public static async Task<int> RollbackAsync(RollbackOptions options, ServerSession session)
    {
        var request = new V1.RollbackRequest
        {
            ModelId = options.Model, Version = options.To ?? "", Reason = options.Reason ?? "",
            RequestId = session.NewRequestId(),
        };
        return Show(await session.Models.RollbackAsync(request, session.Call), session);
    }

    public static async Task<int> ImportAsync(ImportOptions options, ServerSession session)
    {
        var problems = new List<Problem>();
        var format = Shown.Named<V1.ImportFormat>(options.Format ?? "auto");
        if (format is null)
            problems.Add(Problem.Of("--format", options.Format, "must be auto, xgboost or lightgbm"));
        var content = OptionReader.Bytes("FILE", options.File, problems);
        if (problems.Count > 0) return session.Output.Refuse(problems);
        var request = new V1.ImportRequest
        {
            ModelId = options.Model, Content = ByteString.CopyFrom(content), Format = format!.Value,
            Reason = options.Reason ?? "", RequestId = session.NewRequestId(),
        };
        return Show(await session.Models.ImportAsync(request, session.Call), session);
    }

    private static int Show(V1.Model model, ServerSession session) => session.Show(model, () =>
        session.Output.WriteLine(
            $"{model.ModelId} serves {ModelDisplay.ChampionOf(model)}; revision {Shown.Whole(model.Revision)}"));
}
