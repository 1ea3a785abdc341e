using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Runs;

/// <summary>Lists a model's checks, and shows one with all of its signals.</summary>
internal static class CheckCommands
{
    public static async Task<int> ListAsync(ListChecksOptions options, ServerSession session)
    {
        List<Problem> problems = [];
        var decision = Choice.Of<V1.CheckDecision>("--decision", options.Decision, problems);
        problems.AddRange(Choice.Limit(options.Limit));
        if (problems.Count > 0) return session.Output.Refuse(problems);
        var answer = new V1.ListChecksResponse();
        do
        {
            var page = await session.Runs.ListChecksAsync(
                new V1.ListChecksRequest
                {
                    ModelId = options.Model, Decision = decision, Days = options.Days ?? 0,
                    PageToken = answer.NextPageToken,
                    PageSize = Math.Min(options.Limit - answer.Checks.Count, Choice.PageMax),
                },
                session.Call);
            answer.Checks.Add(page.Checks);
            answer.NextPageToken = page.NextPageToken;
        }
        while (answer.NextPageToken.Length > 0 && answer.Checks.Count < options.Limit);
        return session.Show(answer, () => CheckDisplay.WriteList(session.Output, answer));
    }

    public static async Task<int> ShowAsync(ShowCheckOptions options, ServerSession session)
    {
        var id = options.Check;
        if (id is null)
        {
            var latest = await session.Runs.ListChecksAsync(
                new V1.ListChecksRequest { ModelId = options.Model, PageSize = 1 }, session.Call);
            if (latest.Checks.Count == 0)
            {
                session.Output.Errors.WriteLine($"{options.Model} has not been checked yet.");
                return ExitCode.Failure;
            }
            id = latest.Checks[0].CheckId;
        }
        var check = await session.Runs.DescribeCheckAsync(
            new V1.DescribeCheckRequest { ModelId = options.Model, CheckId = id }, session.Call);
        return session.Show(check, () => CheckDisplay.WriteWhole(session.Output, check));
    }
}
