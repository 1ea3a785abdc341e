using System.Globalization;

namespace RetrainGrains.Gateway.Requests;

/// <summary>The place where a page in the order of time ends, as the token of the next page.</summary>
internal static class PageToken
{
    private const char Mark = '.';

    public static string Of(DateTimeOffset at, string rest) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeMilliseconds()}{Mark}{rest}");

    /// <summary>Reads a token; null for the first page, and for one that is no token, which is a problem.</summary>
    public static (DateTimeOffset At, string Id)? Read(string token, ProblemList problems)
    {
        if (token.Length == 0) return null;
        var mark = token.IndexOf(Mark, StringComparison.Ordinal);
        if (mark > 0 && mark < token.Length - 1
            && long.TryParse(token.AsSpan(0, mark), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && time <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return (DateTimeOffset.FromUnixTimeMilliseconds(time), token[(mark + 1)..]);
        }
        problems.Add("page_token", token, "must be empty, or the next_page_token of the page before");
        return null;
    }
}
