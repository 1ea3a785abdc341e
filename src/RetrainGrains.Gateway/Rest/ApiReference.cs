using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi.Models;
using Scalar.AspNetCore;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace RetrainGrains.Gateway.Rest;

/// <summary>The OpenAPI document of REST, made from the protocol, and a page on which to try it.</summary>
internal static class ApiReference
{
    public const string DocumentPath = "/openapi/v1.json";
    public const string PagePath = "/docs";

    public static void AddApiReference(this IServiceCollection services)
    {
        services.AddGrpcSwagger();
        services.AddSwaggerGen(document =>
        {
            document.SwaggerDoc("v1", new OpenApiInfo { Title = "RetrainGrains", Version = "v1" });
            document.IncludeGrpcXmlComments(
                Path.Combine(AppContext.BaseDirectory, "RetrainGrains.Protocol.xml"),
                includeControllerXmlComments: true);
            document.AddSecurityDefinition("token", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A token, as the service Tokens makes it.",
            });
            document.DocumentFilter<ProblemResponses>();
        });
    }

    public static void MapApiReference(this WebApplication app)
    {
        // As an endpoint: a middleware would look at every prediction.
        app.MapSwagger("/openapi/{documentName}.json");
        app.MapScalarApiReference(
            PagePath, page => page.WithTitle("RetrainGrains").WithOpenApiRoutePattern(DocumentPath));
    }

    /// <summary>The answer to what failed, for every operation: a problem document.</summary>
    private sealed class ProblemResponses : IDocumentFilter
    {
        public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
        {
            var schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemDocument), context.SchemaRepository);
            foreach (var operation in swaggerDoc.Paths.Values.SelectMany(path => path.Operations.Values))
            {
                operation.Responses["default"] = new OpenApiResponse
                {
                    Description = "What failed, with every field, value and rule.",
                    Content = { ["application/problem+json"] = new OpenApiMediaType { Schema = schema } },
                };
            }
            // What transcoding would answer with by itself.
            swaggerDoc.Components.Schemas.Remove("Status");
        }
    }
}
