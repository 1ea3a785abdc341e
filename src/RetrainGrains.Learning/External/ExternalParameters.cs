using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.External;

/// <summary>A worker's hyper-parameters are its own: here they have no names.</summary>
internal sealed record ExternalParameters : LearnerParameters
{
    public override IReadOnlyList<ParameterValue> Values => [];

    public override LearnerParameters With(IReadOnlyDictionary<string, double> replacements) =>
        ParameterDefinition<ExternalParameters>.Replace([], this, replacements);
}
