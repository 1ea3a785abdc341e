using System.Text.Json;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using RetrainGrains.Gateway.Requests;

namespace RetrainGrains.Gateway.Rest;

/// <summary>The strict reading of a query: a parameter that no field has is refused, and never ignored.</summary>
internal static class QueryNormalizer
{
    /// <summary>
    /// Checks the parameters by the fields of the request; answers the query with enumerations by their whole names.
    /// <paramref name="taken"/> are the fields that the path or the body gives.
    /// </summary>
    public static QueryString Read(
        IQueryCollection query, MessageDescriptor request, IReadOnlySet<string> taken, ProblemList problems)
    {
        var read = QueryString.Empty;
        foreach (var (name, values) in query)
        {
            var field = FieldRules.Find(request, name);
            if (field is null || field.FieldType == FieldType.Message && !IsText(field) || taken.Contains(field.Name))
            {
                problems.Add(name, values.ToString(), Rule(request, taken));
                continue;
            }
            if (values.Count > 1 && !field.IsRepeated) problems.Add(name, values.ToString(), "must be given once");
            foreach (var value in values) read = read.Add(name, One(field, name, value ?? "", problems));
        }
        return read;
    }

    private static string One(FieldDescriptor field, string name, string value, ProblemList problems)
    {
        if (FieldRules.RuleBroken(field, value) is { } rule) problems.Add(name, value, rule);
        if (IsMask(field)) return Snake(value);
        return field.FieldType == FieldType.Enum ? FieldRules.Resolve(field.EnumType, value) ?? value : value;
    }

    private static string Rule(MessageDescriptor request, IReadOnlySet<string> taken)
    {
        var known = request.Fields.InDeclarationOrder()
            .Where(field => !taken.Contains(field.Name) && (field.FieldType != FieldType.Message || IsText(field)))
            .Select(field => field.JsonName).ToArray();
        return known.Length == 0
            ? "must be left out: this address takes no parameters"
            : $"must be one of {string.Join(", ", known)}";
    }

    // Transcoding reads the names of a mask in a query as the protocol has them.
    private static string Snake(string mask) => string.Join(',', mask.Split(',').Select(path =>
        string.Join('.', path.Trim().Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))));

    private static bool IsMask(FieldDescriptor field) =>
        field is { FieldType: FieldType.Message, MessageType.FullName: "google.protobuf.FieldMask" };

    // Messages that are a text in JSON.
    private static bool IsText(FieldDescriptor field) =>
        IsMask(field) || field.MessageType.FullName is "google.protobuf.Timestamp" or "google.protobuf.Duration";
}
