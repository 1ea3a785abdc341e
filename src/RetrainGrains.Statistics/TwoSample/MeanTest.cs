using RetrainGrains.Statistics.TwoSample.Tails;

namespace RetrainGrains.Statistics.TwoSample;

/// <summary>
/// The t-tests of Student and Welch, two-sided, from rows or from what a stream kept of them. Of two constants that
/// differ the chance is zero; of two equal constants it is one.
/// </summary>
public static class MeanTest
{
    public static TestReport Welch(ReadOnlySpan<double> reference, ReadOnlySpan<double> current) =>
        Welch(Moments.Of(reference), Moments.Of(current));

    /// <summary>Compares means whose variances may differ; degrees of freedom by Satterthwaite (1946).</summary>
    public static TestReport Welch(Moments reference, Moments current)
    {
        reference.Check(2, nameof(reference));
        current.Check(2, nameof(current));
        var (r, c) = (reference.Variance / reference.Rows, current.Variance / current.Rows);
        var degrees = (r + c) * (r + c) / (r * r / (reference.Rows - 1) + c * c / (current.Rows - 1));
        return Judge(reference.Mean - current.Mean, Math.Sqrt(r + c), degrees);
    }

    public static TestReport Student(ReadOnlySpan<double> reference, ReadOnlySpan<double> current) =>
        Student(Moments.Of(reference), Moments.Of(current));

    /// <summary>Compares means whose variances are taken to be equal.</summary>
    public static TestReport Student(Moments reference, Moments current)
    {
        reference.Check(1, nameof(reference));
        current.Check(1, nameof(current));
        var degrees = reference.Rows + current.Rows - 2;
        if (degrees <= 0)
        {
            throw new ArgumentException("two samples of one row have no spread; one needs two rows", nameof(current));
        }
        var pooled = ((reference.Rows - 1) * reference.Variance + (current.Rows - 1) * current.Variance) / degrees;
        var error = Math.Sqrt(pooled * (1 / reference.Rows + 1 / current.Rows));
        return Judge(reference.Mean - current.Mean, error, degrees);
    }

    private static TestReport Judge(double difference, double error, double degrees)
    {
        if (difference == 0) return new TestReport(0, 1);
        var t = difference / error;
        return new TestReport(t, error == 0 ? 0 : Tail.TwoSidedStudent(t, degrees));
    }
}
