using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>Values that travel from a caller into the calls it makes, and on from there, but never back.</summary>
public static class RequestContext
{
    public static IEnumerable<string> Keys => Values.Keys;

    public static IEnumerable<KeyValuePair<string, object>> Entries => Values;

    private static ImmutableDictionary<string, object> Values =>
        CallContext.Current?.Values ?? ImmutableDictionary<string, object>.Empty;

    public static object? Get(string key) => Values.GetValueOrDefault(key);

    public static void Set(string key, object value) => Replace(Values.SetItem(key, value));

    public static bool Remove(string key)
    {
        if (!Values.ContainsKey(key)) return false;
        Replace(Values.Remove(key));
        return true;
    }

    public static void Clear()
    {
        if (!Values.IsEmpty) Replace(ImmutableDictionary<string, object>.Empty);
    }

    private static void Replace(ImmutableDictionary<string, object> values) =>
        CallContext.Current = new CallContext(values, CallContext.Current?.Request);
}
