using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Failures;

namespace RetrainGrains.Gateway.Rest;

/// <summary>The form of messages as protobuf's JSON: the names and shapes of the .proto files.</summary>
internal static class JsonBody
{
    // A prediction of 0 must be seen as 0, and not be left out.
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    /// <summary>Reads a request; an empty body is an empty request.</summary>
    public static async Task<T> ReadAsync<T>(HttpRequest request, int bytesMax) where T : IMessage, new()
    {
        if (request.ContentLength > bytesMax) throw TooLarge(bytesMax);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytesMax;
        }
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        if (string.IsNullOrWhiteSpace(text)) return new T();
        try
        {
            return JsonParser.Default.Parse<T>(text);
        }
        catch (Exception error) when (error is InvalidJsonException or InvalidProtocolBufferException)
        {
            throw new RefusedException(Refusal.Of(
                RefusalKind.Invalid, "body", Start(text), $"must be {typeof(T).Name} as JSON: {error.Message}"));
        }
    }

    public static IResult Write(IMessage message) =>
        Results.Text(Formatter.Format(message), "application/json", Encoding.UTF8);

    public static BadHttpRequestException TooLarge(int bytesMax) =>
        new($"A request may have {bytesMax} bytes.", StatusCodes.Status413PayloadTooLarge);

    private static string Start(string text) => text.Length <= 40 ? text : $"{text.AsSpan(0, 40)}…";
}
