namespace RetrainGrains.Gateway.Services;

/// <summary>From answers as values to answers as a transport gives them.</summary>
internal static class AnswerExtensions
{
    public static T OrRefuse<T>(this Answer<T> answer) where T : class =>
        answer.Value ?? throw new RefusedException(answer.Refusal!);
}
