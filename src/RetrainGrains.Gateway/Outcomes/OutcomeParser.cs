using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Requests;

namespace RetrainGrains.Gateway.Outcomes;

/// <summary>Reads an outcome, which is a number, or for several classes a class's name in its place.</summary>
internal sealed class OutcomeParser(string valueField, string labelField)
{
    /// <summary>The outcome as a number; where it broke a rule, that is among the problems.</summary>
    public double Read(FeatureSchema schema, double? value, string? label, ProblemList problems)
    {
        if (label is null)
        {
            var broken = value is { } found
                ? FeatureParser.OutcomeRule(schema.Answer, found)
                : new BrokenRule(FaultKind.Missing, MissingRule(schema));
            problems.Add(broken?.At(valueField, (object?)value ?? "null"));
            return value ?? double.NaN;
        }
        if (schema.Classes is not { } classes)
        {
            problems.Add(
                labelField, label, "must be left out: the model does not answer with classes", FaultKind.Contradiction);
            return double.NaN;
        }
        var place = classes.IndexOf(label);
        if (place < 0)
        {
            problems.Add(
                labelField, label, $"must be one of the schema's classes: {string.Join(", ", classes)}",
                FaultKind.UnknownName);
        }
        else if (value is { } said && said != place)
        {
            problems.Add(
                valueField, said, $"must be left out or {place}, the index of the label", FaultKind.Contradiction);
        }
        return place;
    }

    private string MissingRule(FeatureSchema schema) => schema.Classes is null
        ? "must be given: send the row when its outcome is known"
        : $"must be given, or {labelField} in its place: send the row when its outcome is known";
}
