using Grpc.Core;
using RetrainGrains.Cli.Client.Connection;

namespace RetrainGrains.Cli.Client.Diagnosis;

/// <summary>
/// Finds out what a caller may do by asking for it: a read for admins, and for others questions about no model, which
/// whoever may ask them is told are wrong.
/// </summary>
internal static class RoleProbe
{
    /// <summary>The role by its name, or words for a server that knows no roles.</summary>
    public static async Task<string?> FindAsync(ServerSession session)
    {
        switch (await AskAsync(() => session.Tokens.ListAsync(new V1.ListTokensRequest(), session.Call)))
        {
            case StatusCode.OK:
                return Shown.Name(V1.Role.Admin);
            // Of before there were tokens.
            case StatusCode.Unimplemented:
                return "everything: the server asks for no token";
        }
        var operates = new V1.CheckRequest { DryRun = true };
        if (IsAnswer(await AskAsync(() => session.Models.CheckAsync(operates, session.Call))))
            return Shown.Name(V1.Role.Operator);
        if (IsAnswer(await AskAsync(() => session.Predictions.ExplainAsync(new V1.ExplainRequest(), session.Call))))
            return Shown.Name(V1.Role.Predictor);
        var looks = new V1.ListRequest { PageSize = 1 };
        return IsAnswer(await AskAsync(() => session.Models.ListAsync(looks, session.Call)))
            ? Shown.Name(V1.Role.Viewer)
            : null;
    }

    private static bool IsAnswer(StatusCode status) => status is StatusCode.OK or StatusCode.InvalidArgument;

    private static async Task<StatusCode> AskAsync<T>(Func<AsyncUnaryCall<T>> ask)
    {
        try
        {
            await ask();
            return StatusCode.OK;
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.PermissionDenied or StatusCode.InvalidArgument
            or StatusCode.Unimplemented)
        {
            return error.StatusCode;
        }
    }
}
