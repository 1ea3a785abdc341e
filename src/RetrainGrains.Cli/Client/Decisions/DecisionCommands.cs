using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Client.Models;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Decisions;

/// <summary>Asks a model to decide, or decides in its place.</summary>
internal static class DecisionCommands
{
    public static async Task<int> CheckAsync(CheckOptions options, ServerSession session)
    {
        Problem[] problems = [.. options.Check()];
        if (problems.Length > 0) return session.Output.Refuse(problems);
        if (options.All)
        {
            using var stream = session.Fleet.CheckAll(
                new V1.CheckAllRequest
                {
                    Models = options.Choice, DryRun = options.DryRun, RequestId = session.NewRequestId(),
                },
                session.Call);
            return await FleetAnswers.ShowAsync(stream.ResponseStream, options.DryRun, session);
        }
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

    public static Task<int> RetireAsync(CandidateOptions options, ServerSession session) =>
        RetireAsync(options, restore: false, session);

    public static Task<int> RestoreAsync(CandidateOptions options, ServerSession session) =>
        RetireAsync(options, restore: true, session);

    private static async Task<int> RetireAsync(CandidateOptions options, bool restore, ServerSession session)
    {
        var request = new V1.RetireCandidateRequest
        {
            ModelId = options.Model, Candidate = options.Candidate, Restore = restore, Reason = options.Reason ?? "",
            RequestId = session.NewRequestId(),
        };
        return Show(await session.Models.RetireCandidateAsync(request, session.Call), session);
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

    private static int Show(V1.Model model, ServerSession session) =>
        session.Show(model, () => ModelDisplay.WriteServes(session.Output, model));
}
