namespace RetrainGrains.Domain.Observations;

/// <summary>
/// The probabilities that the versions gave to the class that came, for a row of several classes. The served version is
/// scored again, since the log holds its answer only.
/// </summary>
public sealed record OutcomeProbabilities(double Served, double Predecessor, double[] Candidates);
