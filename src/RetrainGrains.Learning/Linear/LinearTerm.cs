namespace RetrainGrains.Learning.Linear;

/// <summary>The term that one feature adds to a linear score; a missing or unknown value adds nothing.</summary>
internal sealed record LinearTerm(double Mean, double[] Coefficients, bool IsCategorical)
{
    public static LinearTerm Numeric(double mean, double coefficient) => new(mean, [coefficient], false);

    /// <summary>Makes a term with one coefficient per category code.</summary>
    public static LinearTerm Categorical(double[] coefficients) => new(0, coefficients, true);

    public double ScoreOf(float value)
    {
        if (!float.IsFinite(value)) return 0;
        if (!IsCategorical) return Coefficients[0] * (value - Mean);
        var isCode = value >= 0 && value < Coefficients.Length;
        return isCode ? Coefficients[(int)value] : 0;
    }
}
