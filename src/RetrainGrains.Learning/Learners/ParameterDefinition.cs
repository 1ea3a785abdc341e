namespace RetrainGrains.Learning.Learners;

/// <summary>The definition of a hyper-parameter: its name, its bounds and its property.</summary>
internal sealed record ParameterDefinition<TParameters>(
    string Name,
    double Minimum,
    double Maximum,
    bool IsInteger,
    Func<TParameters, double> Get,
    Func<TParameters, double, TParameters> Set)
    where TParameters : LearnerParameters
{
    public static IReadOnlyList<ParameterValue> Read(
        IReadOnlyList<ParameterDefinition<TParameters>> definitions,
        TParameters parameters) =>
        [.. definitions.Select(d =>
            new ParameterValue(d.Name, d.Get(parameters), d.Minimum, d.Maximum, d.IsInteger))];

    public static TParameters Replace(
        IReadOnlyList<ParameterDefinition<TParameters>> definitions,
        TParameters parameters,
        IReadOnlyDictionary<string, double> replacements)
    {
        var errors = new List<string>();
        foreach (var (name, value) in replacements.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            var definition = definitions.FirstOrDefault(d => d.Name == name);
            var error = definition is null
                ? $"'{name}' is no parameter; known: {string.Join(", ", definitions.Select(d => d.Name))}."
                : new ParameterValue(name, value, definition.Minimum, definition.Maximum, definition.IsInteger).Error;
            if (error is null)
            {
                parameters = definition!.Set(parameters, value);
            }
            else
            {
                errors.Add(error);
            }
        }

        return errors.Count == 0 ? parameters : throw new ArgumentException(string.Join(" ", errors));
    }
}
