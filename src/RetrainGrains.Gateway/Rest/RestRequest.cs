using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Requests;

namespace RetrainGrains.Gateway.Rest;

/// <summary>The parts of a request that stand in its address, by the names that messages have in JSON.</summary>
internal static class RestRequest
{
    public static V1.DescribeRequest Describe(HttpContext http) => new() { ModelId = ModelId(http)! };

    public static V1.ListRequest List(HttpContext http)
    {
        var problems = new ProblemList();
        var request = new V1.ListRequest
        {
            PageSize = (int)Number(http, "pageSize", int.MaxValue, problems),
            PageToken = http.Request.Query["pageToken"].ToString(),
        };
        return problems.ToRefusal() is { } refusal ? throw new RefusedException(refusal) : request;
    }

    public static V1.HistoryRequest History(HttpContext http)
    {
        var problems = new ProblemList();
        var request = new V1.HistoryRequest
        {
            ModelId = ModelId(http)!,
            FromSequence = Number(http, "fromSequence", long.MaxValue, problems),
            PageSize = (int)Number(http, "pageSize", int.MaxValue, problems),
        };
        return problems.ToRefusal() is { } refusal ? throw new RefusedException(refusal) : request;
    }

    /// <summary>The path names the model; a body may repeat it, and must not name another.</summary>
    public static void Address(IMessage body, HttpContext http)
    {
        if (ModelId(http) is not { } id) return;
        var field = body.Descriptor.FindFieldByName("model_id").Accessor;
        var named = (string)field.GetValue(body);
        if (named.Length > 0 && named != id)
        {
            throw new RefusedException(
                Refusal.Of(RefusalKind.Invalid, "model_id", named, $"must be '{id}', as in the path"));
        }
        field.SetValue(body, id);
    }

    // The server leaves %2F as it is, so that an id with a '/' stays one segment.
    private static string? ModelId(HttpContext http) =>
        (http.Request.RouteValues["id"] as string)?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static long Number(HttpContext http, string name, long most, ProblemList problems)
    {
        var text = http.Request.Query[name].ToString();
        if (text.Length == 0) return 0;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most)
        {
            return number;
        }
        problems.Add(name, text, $"must be a whole number from 0 to {most}");
        return 0;
    }
}
