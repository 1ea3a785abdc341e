namespace RetrainGrains.Statistics.Tests.TwoSample;

/// <summary>Python that writes a number so that .NET's JSON reads it, NaN and the infinities by their names.</summary>
internal static class PythonNumber
{
    public const string Script =
        """
        import warnings
        warnings.simplefilter('ignore')
        def number(value):
            value = float(value)
            if numpy.isnan(value): return 'NaN'
            return value if numpy.isfinite(value) else 'Infinity' if value > 0 else '-Infinity'

        """;
}
