using RetrainGrains.Domain.Observations;
using RetrainGrains.Gateway.Requests;

namespace RetrainGrains.Gateway.Outcomes;

/// <summary>Reads an outcome, which is a number, or for several classes a class's name in its place.</summary>
internal sealed class OutcomeParser(RowPath path, string valueField, string labelField)
{
    /// <summary>The outcome as a number; where it broke a rule, that is among the problems.</summary>
    public double Read(FeatureSchema schema, double value, string? label, int index, ProblemList problems)
    {
        if (label is null)
        {
            var rule = FeatureParser.OutcomeRule(schema.Answer, value);
            if (rule is not null) problems.Add($"{path.At(index)}.{valueField}", value, rule);
            return value;
        }
        var place = schema.Classes?.IndexOf(label) ?? -1;
        if (place < 0)
        {
            problems.Add($"{path.At(index)}.{labelField}", label, schema.Classes is null
                ? "must be left out: the model does not answer with classes"
                : "must be one of the schema's classes");
        }
        // Not set reads as zero.
        else if (value != 0 && value != place)
        {
            problems.Add(
                $"{path.At(index)}.{valueField}", value, $"must be left out or {place}, the index of the label");
        }
        return place;
    }
}
