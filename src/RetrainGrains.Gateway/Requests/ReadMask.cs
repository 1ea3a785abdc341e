using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace RetrainGrains.Gateway.Requests;

/// <summary>The choice of the fields of an answer that a caller wants.</summary>
internal static class ReadMask
{
    /// <summary>Finds the paths that an answer does not have.</summary>
    public static void Check<T>(FieldMask? mask, ProblemList problems) where T : IMessage<T>, new()
    {
        foreach (var path in mask?.Paths ?? [])
        {
            if (!FieldMask.IsValid<T>(path))
            {
                problems.Add(
                    "read_mask", path, $"must be a field of {typeof(T).Name}, or a part of one that is no list");
            }
        }
    }

    public static bool Wants(FieldMask? mask, string field) => mask is null || mask.Paths.Count == 0
        || mask.Paths.Any(path => path == field || path.StartsWith($"{field}.", StringComparison.Ordinal));

    /// <summary>Returns the answer with what is wanted alone; whole where nothing was chosen.</summary>
    public static T Of<T>(FieldMask? mask, T answer) where T : IMessage<T>, new()
    {
        if (mask is null || mask.Paths.Count == 0) return answer;
        var chosen = new T();
        mask.Merge(answer, chosen);
        return chosen;
    }
}
