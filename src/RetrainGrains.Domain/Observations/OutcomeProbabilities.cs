namespace RetrainGrains.Domain.Observations;

/// <summary>
/// Of a row of several classes: the probability that each gave to the one that came. What served is asked again, since
/// the log holds its answer only.
/// </summary>
public sealed record OutcomeProbabilities(double Served, double Predecessor, double[] Candidates);
