using Grpc.Protocol;

namespace Embedded.Grpc.Tests.Protocol;

public sealed class PercentEncodingTests
{
    [Theory]
    [InlineData("plain ASCII ~!", "plain ASCII ~!")]
    [InlineData("50%", "50%25")]
    [InlineData("a\r\nb\u007f", "a%0D%0Ab%7F")]
    [InlineData("ü€😀", "%C3%BC%E2%82%AC%F0%9F%98%80")]
    public void Only_printable_ascii_travels_bare(string text, string wire)
    {
        Assert.Equal(wire, PercentEncoding.Encode(text));
        Assert.Equal(text, PercentEncoding.Decode(wire));
    }

    [Theory]
    [InlineData("100%")]
    [InlineData("%zz")]
    public void A_broken_escape_is_kept_as_it_came(string wire) => Assert.Equal(wire, PercentEncoding.Decode(wire));
}
