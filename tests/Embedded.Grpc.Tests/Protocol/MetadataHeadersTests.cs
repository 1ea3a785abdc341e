using Grpc.Core;
using Grpc.Protocol;

namespace Embedded.Grpc.Tests.Protocol;

public sealed class MetadataHeadersTests
{
    [Theory]
    [InlineData("AP8", new byte[] { 0, 255 })]
    [InlineData("AP8=", new byte[] { 0, 255 })]
    [InlineData("", new byte[0])]
    public void Binary_values_come_with_or_without_padding(string wire, byte[] value)
    {
        var metadata = new Metadata();
        MetadataHeaders.AddTo(metadata, "key-bin", wire);
        Assert.Equal(value, metadata.GetValueBytes("key-bin"));
    }

    [Fact]
    public void Binary_values_leave_without_padding() =>
        Assert.Equal("AP8", MetadataHeaders.ValueOf(new Metadata.Entry("key-bin", [0, 255])));

    [Fact]
    public void Binary_values_joined_by_commas_are_taken_apart()
    {
        var metadata = new Metadata();
        MetadataHeaders.AddTo(metadata, "key-bin", "AQ,Ag==");
        Assert.Equal([[1], [2]], metadata.GetAll("key-bin").Select(entry => entry.ValueBytes));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("A*==")]
    public void A_value_that_is_no_base64_names_its_key(string wire)
    {
        var refusal = Assert.Throws<RpcException>(() => MetadataHeaders.AddTo([], "key-bin", wire));
        Assert.Equal(StatusCode.Internal, refusal.StatusCode);
        Assert.Contains("key-bin", refusal.Status.Detail);
    }
}
