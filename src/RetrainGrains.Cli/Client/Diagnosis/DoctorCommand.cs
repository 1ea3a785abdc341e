using Grpc.Core;
using Grpc.Health.V1;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Diagnosis;

/// <summary>The options of <c>retrain doctor</c>.</summary>
internal sealed record DoctorOptions : ServerOptions;

/// <summary>Looks for what would keep other commands from working, and says what to do about it.</summary>
internal static class DoctorCommand
{
    public static async Task<int> RunAsync(DoctorOptions options, ServerSession session)
    {
        var report = new DoctorReport { Url = session.Address.ToString(), TokenSource = session.Address.TokenSource };
        var code = await LookAsync(report, session);
        if (session.Json) session.Output.WriteLine(report.ToJson());
        else DoctorDisplay.Write(session.Output, report);
        return code;
    }

    private static async Task<int> LookAsync(DoctorReport report, ServerSession session)
    {
        var code = ExitCode.Failure;
        try
        {
            using var call = session.Health.CheckAsync(new HealthCheckRequest(), session.Call);
            var health = await call.ResponseAsync;
            report.SecondsApart = SecondsApart(await call.ResponseHeadersAsync, session.Clock.GetUtcNow());
            report.Ready = health.Status == HealthCheckResponse.Types.ServingStatus.Serving;
            report.Reachable = true;
            var caller = await session.Tokens.WhoAmIAsync(new V1.WhoAmIRequest(), session.Call);
            (report.Name, report.Role) = (caller.Name, Shown.Name(caller.Role));
            report.ModelPrefixes = [.. caller.ModelPrefixes];
            report.ExpiresAt = caller.ExpiresAt?.ToDateTimeOffset();
            if (report.ExpiresAt - session.Clock.GetUtcNow() < DoctorReport.ExpirySoon)
            {
                report.Problems.Add(
                    "The token expires within a week: an administrator makes another (retrain token create).");
            }
        }
        catch (RpcException error)
        {
            var failure = CallFailure.Of(error, session.Address);
            report.Problems.AddRange(failure.Lines);
            report.Reachable |= failure.Code != ExitCode.NotReachable;
            code = failure.Code;
        }
        if (report.Ready == false)
            report.Problems.Add("The server is not ready: its log says what it waits for.");
        if (!report.ClocksAgree)
            report.Problems.Add("The clocks are apart: a time sent from here means another moment there; use NTP.");
        if (report is { TokenSource.Length: > 0, TravelsOpenly: true })
            report.Problems.Add("The token travels to another machine for all to read: use https.");
        return report.Problems.Count == 0 ? ExitCode.Success : code;
    }

    private static double? SecondsApart(Metadata headers, DateTimeOffset now) =>
        DateTimeOffset.TryParse(headers.GetValue("date"), CultureInfo.InvariantCulture, out var theirs)
            ? (theirs - now).TotalSeconds
            : null;
}
